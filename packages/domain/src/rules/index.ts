/** Which laws hold for one message to one number. */
import type { Channel } from '@rollcall/contracts';
import type { ContactPointRow } from '../snapshot.js';
import type { CallingRule } from './calling-rule.js';
import { usStates } from './us-states.js';
import { usTcpa } from './us-tcpa.js';

export * from './calling-rule.js';
export * from './majority.js';
export * from './number-zones.js';

export const callingRules: readonly CallingRule[] = [...usTcpa, ...usStates];

type Number = Pick<ContactPointRow, 'system' | 'consent' | 'region' | 'line'>;

const holdsIn = (region: string, { jurisdiction }: CallingRule): boolean =>
  region === jurisdiction || region.startsWith(`${jurisdiction}-`);

/** Rules that hold for notices about care, by what is known of the number. An unknown line may be a mobile. */
export function rulesFor(number: Number, channel: Channel): CallingRule[] {
  const { region } = number;
  if (region === null || number.system !== 'phone') return [];
  const line = number.line === 'landline' ? 'residential' : 'wireless';
  return callingRules.filter(
    (r) =>
      r.about === 'care' &&
      holdsIn(region, r) &&
      r.channels.includes(channel) &&
      (r.line === 'any' || r.line === line) &&
      !(r.unlessConsented && number.consent === 'given'),
  );
}

/** The message may go only as the exemption allows: short, with a way out in it. */
export const exemptRule = (number: Number, channel: Channel): CallingRule | null =>
  rulesFor(number, channel).find((r) => r.optOutInEach) ?? null;
