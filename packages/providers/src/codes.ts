/**
 * What a provider's error code means for a patient's contact point. Sources: Twilio's error dictionary and the
 * documentation of the services; where they differ, the rule that loses no patient. Codes come as numbers over REST and
 * as text in callbacks.
 */
import type { ContactFault } from '@rollcall/contracts';

export type Scope = 'attempt' | 'sms' | 'voice' | 'im' | 'email' | 'all';
export type Consequence =
  | { kind: 'rejected'; fault: ContactFault | null; scope: Scope; transient: boolean }
  | { kind: 'throttled' }
  | { kind: 'misconfigured' };

const address = (fault: ContactFault, scope: Scope): Consequence => ({
  kind: 'rejected',
  fault,
  scope,
  transient: false,
});
/** One more try, or another channel meanwhile. */
const transient: Consequence = { kind: 'rejected', fault: null, scope: 'attempt', transient: true };
/** Not this text, sender or route to this number: another channel now. */
const otherChannel: Consequence = { kind: 'rejected', fault: null, scope: 'attempt', transient: false };
const throttled: Consequence = { kind: 'throttled' };
/** Our account, sender or template: no patient is burnt for it. */
const ours: Consequence = { kind: 'misconfigured' };

export const codes: Readonly<Record<string, Consequence>> = {
  // Invalid To: the number is no number.
  '21211': address('invalid_number', 'all'),
  '21217': address('invalid_number', 'all'),
  // Cannot be called; may be a carrier's outage, so only this try.
  '13224': transient,
  // Landline: no texts for ever, calls stay.
  '21614': address('landline', 'sms'),
  '30006': address('landline', 'sms'),
  '30005': address('not_in_service', 'sms'),
  '30003': transient,
  '30008': transient,
  // The holder said STOP, perhaps to somebody else's message. Never dodged by another sender.
  '21610': address('opted_out', 'sms'),
  '30004': otherChannel,
  '30007': otherChannel,
  '30032': ours,
  '30034': ours,
  '21606': ours,
  '21212': ours,
  '63007': ours,
  '21408': otherChannel,
  '21215': otherChannel,
  '21612': otherChannel,
  '21216': otherChannel,
  '21214': otherChannel,
  '10004': throttled,
  '20429': throttled,
  '21611': throttled,
  '30001': throttled,
  '63018': throttled,
  '20003': ours,
  '30002': ours,
  '20404': ours,
  // Outside the 24-hour window without a template: another channel.
  '63016': otherChannel,
  '63003': address('no_whatsapp', 'im'),
  '63024': address('no_whatsapp', 'im'),
  '63049': otherChannel,
  '63014': address('opted_out', 'im'),
  '63005': otherChannel,
  '63013': otherChannel,
  '63021': otherChannel,
  '63036': otherChannel,
  '30036': otherChannel,
  '30450': ours,
  '30610': otherChannel,
  '30640': address('opted_out', 'sms'),
};

/**
 * Meta takes this content no more: the template is stopped for everybody, and the sender is as good as before. 63016 for a
 * template: it is not (or no longer) one that may begin a conversation.
 */
const templateFaults = new Set(['63005', '63013', '63021', '63016']);
export const isTemplateFault = (code: string | null): boolean => code !== null && templateFaults.has(code);

/** We wrote freely to somebody who had not written to us in the last 24 hours. */
export const isWindowFault = (code: string | null): boolean => code === '63016';

/** A code nobody told us about counts as passing once; then the next channel moves up anyway. */
export const consequenceOf = (code: string | null): Consequence =>
  code !== null && Object.hasOwn(codes, code) ? (codes[code] ?? transient) : transient;

/** SIP answers that say the number itself is wrong; the others pass. */
const deadNumber = new Set(['404', '484', '604']);
export const faultOfSip = (code: string | null): ContactFault | null =>
  code !== null && deadNumber.has(code) ? 'not_in_service' : null;
