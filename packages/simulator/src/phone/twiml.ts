/** TwiML, read into what a call does. What Twilio would not understand is a fault, as it is there. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';

export type Sound = { verb: 'say'; text: string } | { verb: 'silence'; seconds: number };
export interface Gather {
  verb: 'gather';
  prompt: Sound[];
  /** Null: the address of the document itself. */
  action: string | null;
  method: 'GET' | 'POST';
  numDigits: number | null;
  timeoutSeconds: number;
  finishOnKey: string;
  actionOnEmptyResult: boolean;
  /** Words are understood, too. */
  speech: boolean;
}
export interface Dial {
  verb: 'dial';
  to: string;
  /** Null: the document goes on with its next verb. */
  action: string | null;
  method: 'GET' | 'POST';
  timeoutSeconds: number;
  /** What whoever answers hears before they are put through. */
  whisper: { url: string; method: 'GET' | 'POST' } | null;
}
export type Verb =
  | Sound
  | Gather
  | { verb: 'redirect'; url: string; method: 'GET' | 'POST' }
  | { verb: 'hangup' }
  | { verb: 'reject'; reason: 'busy' | 'rejected' }
  | Dial;

export class TwimlFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TwimlFault';
  }
}

interface Node {
  tag: string;
  attributes: Record<string, string>;
  children: Node[];
  text: string;
}

/** A recording of unknown length is taken to last so long. */
const playSeconds = 5;
const defaultGatherSeconds = 5;
const defaultDialSeconds = 30;
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
});

/** Throws `TwimlFault` for what is no TwiML document. */
export function readTwiml(xml: string): Verb[] {
  const valid = XMLValidator.validate(xml);
  if (valid !== true) throw new TwimlFault(`not well-formed: ${valid.err.msg}`);
  const root = (parser.parse(xml) as unknown[]).map(nodeOf).find((n) => n.tag !== '?xml' && n.tag !== '#text');
  if (root?.tag !== 'Response') throw new TwimlFault('the document is no <Response>');
  return root.children.filter((n) => n.tag !== '#text').flatMap(verbsOf);
}

function nodeOf(raw: unknown): Node {
  const entries = Object.entries(raw as Record<string, unknown>);
  const attributes = (entries.find(([key]) => key === ':@')?.[1] ?? {}) as Record<string, string>;
  const [tag, content] = entries.find(([key]) => key !== ':@') ?? ['#text', ''];
  if (!Array.isArray(content)) return { tag, attributes, children: [], text: String(content) };
  const children = content.map(nodeOf);
  return { tag, attributes, children, text: children.map((c) => c.text).join('') };
}

const whole = (value: string | undefined, fallback: number): number => {
  const n = Number.parseInt(value ?? '', 10);
  return Number.isNaN(n) || n < 0 ? fallback : n;
};
const method = (value: string | undefined): 'GET' | 'POST' => (value?.toUpperCase() === 'GET' ? 'GET' : 'POST');

function verbsOf(node: Node): Verb[] {
  const { attributes: a } = node;
  const text = node.text.trim();
  switch (node.tag) {
    case 'Say':
    case 'Pause':
    case 'Play':
      return soundsOf(node);
    case 'Gather':
      return [gatherOf(node)];
    case 'Redirect':
      if (text === '') throw new TwimlFault('<Redirect> without an address');
      return [{ verb: 'redirect', url: text, method: method(a.method) }];
    case 'Hangup':
      return [{ verb: 'hangup' }];
    case 'Reject':
      return [{ verb: 'reject', reason: a.reason === 'busy' ? 'busy' : 'rejected' }];
    case 'Dial':
      return [dialOf(node)];
    case 'Record':
      // Nothing is recorded of simulated people.
      return [];
    default:
      throw new TwimlFault(`<${node.tag}> is no verb known here`);
  }
}

function soundsOf(node: Node): Sound[] {
  const times = Math.max(whole(node.attributes.loop, 1), 1);
  switch (node.tag) {
    case 'Say':
      return Array.from({ length: times }, () => ({ verb: 'say', text: node.text.trim() }));
    case 'Pause':
      return [{ verb: 'silence', seconds: whole(node.attributes.length, 1) }];
    case 'Play':
      return [{ verb: 'silence', seconds: playSeconds * times }];
    default:
      throw new TwimlFault(`<${node.tag}> cannot be nested here`);
  }
}

function dialOf(node: Node): Dial {
  const { attributes: a } = node;
  const number = node.children.find((n) => n.tag === 'Number');
  const url = number?.attributes.url;
  return {
    verb: 'dial',
    to: node.text.trim(),
    action: a.action ?? null,
    method: method(a.method),
    timeoutSeconds: whole(a.timeout, defaultDialSeconds),
    whisper: url === undefined ? null : { url, method: method(number?.attributes.method) },
  };
}

function gatherOf(node: Node): Gather {
  const { attributes: a } = node;
  return {
    verb: 'gather',
    prompt: node.children.filter((n) => n.tag !== '#text').flatMap(soundsOf),
    action: a.action ?? null,
    method: method(a.method),
    numDigits: a.numDigits === undefined ? null : whole(a.numDigits, 1),
    timeoutSeconds: whole(a.timeout, defaultGatherSeconds),
    finishOnKey: a.finishOnKey ?? '#',
    actionOnEmptyResult: a.actionOnEmptyResult === 'true',
    speech: (a.input ?? 'dtmf').split(/\s+/).includes('speech'),
  };
}
