/**
 * Mail gateways that look behind links before anybody reads, and behind the buttons they find there: some at once, some after
 * they have let the page stand for a while, some in a real browser that sees and sends what a person's does.
 */
import { stringify } from 'node:querystring';
import type { Clock } from '@rollcall/platform';
import { type HTMLElement, parse } from 'node-html-parser';
import type { Person } from '../people/person.js';
import type { Answer, Courier, Parcel } from '../webhooks/courier.js';

export interface ScannerParts {
  clock: Clock;
  courier: Courier;
  signal: AbortSignal;
}
/** How one works. */
export interface ScannerManner {
  /** What it sends along. */
  headers: Record<string, string>;
  /** Asks with HEAD first. */
  heads: boolean;
  /** Presses also what no person sees. */
  seesHidden: boolean;
  /** Before each press. Business milliseconds. */
  dwellMs: number;
  /** So many pages deep: 1 presses what the link shows, 2 also what it is shown in answer. */
  depth: number;
}

const program = { 'user-agent': 'Mozilla/5.0 (compatible; MailLinkScanner/3.2)', accept: '*/*' };
const second = 1000;

export const scanners = {
  'at-once': { headers: program, heads: true, seesHidden: true, dwellMs: 0, depth: 1 },
  slowly: { headers: program, heads: true, seesHidden: true, dwellMs: 5 * second, depth: 3 },
  'in-a-browser': {
    headers: {
      'user-agent':
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
      accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
      'accept-language': 'en-US,en;q=0.9',
      'sec-fetch-site': 'none',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    },
    heads: false,
    seesHidden: false,
    dwellMs: 5 * second,
    depth: 3,
  },
} as const satisfies Record<string, ScannerManner>;
export type ScannerName = keyof typeof scanners;

/** A scanner gives up after so many. */
const mostPresses = 40;

/** Fetches every link. */
export async function scan(
  links: readonly string[],
  { headers, heads }: Pick<ScannerManner, 'headers' | 'heads'>,
  person: Person,
  { courier, signal }: ScannerParts,
): Promise<void> {
  for (const url of links) {
    if (heads) await courier.carry({ method: 'HEAD', url, headers }, signal);
    await courier.carry({ method: 'GET', url, headers }, signal);
    person.notes('a scanner fetched a link');
  }
}

/** Presses every button of every form behind the links, in their order, and goes on with what it is shown. */
export async function pressEverything(
  links: readonly string[],
  manner: ScannerManner,
  person: Person,
  parts: ScannerParts,
): Promise<void> {
  let left = mostPresses;
  const carry = (parcel: Omit<Parcel, 'headers'>, more: Record<string, string> = {}): Promise<Answer | null> =>
    parts.courier.carry({ ...parcel, headers: { ...manner.headers, ...more } }, parts.signal);
  const look = async (url: string): Promise<HTMLElement> => parse((await carry({ method: 'GET', url }))?.text ?? '');
  const press = async (page: HTMLElement, url: string, depth: number): Promise<void> => {
    for (const form of page.querySelectorAll('form[method="post"]')) {
      const action = new URL(form.getAttribute('action') ?? url, url).toString();
      for (const button of form.querySelectorAll('button')) {
        if (left <= 0 || (!manner.seesHidden && button.hasAttribute('hidden'))) continue;
        left -= 1;
        if (manner.dwellMs > 0) await parts.clock.sleep(manner.dwellMs, parts.signal);
        person.notes('a scanner presses a button');
        const answer = await carry(
          { method: 'POST', url: action, body: stringify(fieldsOf(form, button)) },
          { 'content-type': 'application/x-www-form-urlencoded' },
        );
        if (depth <= 1 || answer === null) continue;
        const next =
          answer.location === null ? parse(answer.text) : await look(new URL(answer.location, action).toString());
        await press(next, action, depth - 1);
      }
    }
  };
  for (const url of links) await press(await look(url), url, manner.depth);
}

function fieldsOf(form: HTMLElement, button: HTMLElement): Record<string, string> {
  const named = [...form.querySelectorAll('input'), button].map((e) => [
    e.getAttribute('name'),
    e.getAttribute('value'),
  ]);
  return Object.fromEntries(named.flatMap(([name, value]) => (name ? [[name, value ?? '']] : [])));
}
