/** Counts, times and lengths in words. */
import type { Channel } from '@rollcall/contracts';
import { DateTime } from 'luxon';

const messageWords: Record<Channel, readonly [string, string]> = {
  voice: ['call', 'calls'],
  sms: ['text', 'texts'],
  email: ['email', 'emails'],
  im: ['WhatsApp', 'WhatsApp'],
};

/** `1 text`, `12 calls`. */
export const messages = (channel: Channel, count: number): string =>
  `${count} ${messageWords[channel][count === 1 ? 0 : 1]}`;

/** `1 notice`, `2 notices`; an irregular plural is given. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** The wall clock of `zone`. */
export const clockTime = (at: Date | string, zone: string): string =>
  (typeof at === 'string' ? DateTime.fromISO(at, { zone }) : DateTime.fromJSDate(at, { zone })).toFormat('HH:mm');

/** At most `width` characters; what was cut is marked. */
export const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1)).trimEnd()}…`;
