/** The patient's end of a call: what is heard of each document, and which key is pressed. One call for each test file. */
import { type DoorScene, type OpenDoor, openDoor } from './door.js';

/** Of the test that runs; `open` sets it. */
export let door: OpenDoor;

const patient = '+12125550101';
const ours = '+15005550006';
export const base = { CallSid: 'CA1', From: ours, To: patient, CallStatus: 'in-progress', Direction: 'outbound-api' };
export const inbound = { CallSid: 'CA2', From: patient, To: ours, CallStatus: 'ringing', Direction: 'inbound' };
export type Params = Record<string, string>;

export interface Heard {
  words: string;
  body: string;
  /** Where the document goes by itself. */
  next: string;
  /** Where a key goes. */
  action: string;
}
export const unescaped = (url: string | undefined): string => (url ?? '').replaceAll('&amp;', '&');
export function hear(body: string): Heard {
  return {
    body,
    words: [...body.matchAll(/<Say[^>]*>([^<]*)</g)].map((m) => m[1]).join(' '),
    next: unescaped(/<Redirect[^>]*>([^<]+)</.exec(body)?.[1]),
    action: unescaped(/<(?:Gather|Dial)[^>]* action="([^"]+)"/.exec(body)?.[1]),
  };
}
export const open = async (options: DoorScene = {}): Promise<void> => {
  door = await openDoor(options);
};
export const post = async (path: string, params: Params = {}, from: Params = base): Promise<Heard> =>
  hear((await door.twilio(path, { ...from, ...params })).body);
export const pickUp = (params: Params = {}): Promise<Heard> => post(`/twilio/voice/${door.sms}`, params);
export const detected = (by: string) =>
  door.twilio(`/twilio/voice/${door.sms}/detected`, {
    CallSid: 'CA1',
    AccountSid: 'AC1',
    AnsweredBy: by,
    MachineDetectionDuration: '2100',
  });
export const facts = async (kind: string) => (await door.facts()).filter((f) => f.kind === kind);
/** The question of a call whose message was said to the end, some seconds after it began. */
export async function question(): Promise<Heard> {
  await detected('human');
  const message = await post((await pickUp()).next);
  return post(message.next);
}
export const later = (ms: number): void => door.clock.advance(ms);
export const visit = /cancel|Tuesday|November|12:00|Ana/i;
