/** A policy as a colleague would tell it. */
import type { Channel, EvidenceGrade, LadderStep, Policy } from '@rollcall/contracts';

const by: Record<Channel, string> = { voice: 'call', sms: 'text', email: 'email', im: 'WhatsApp' };

const closedBy: Record<EvidenceGrade, string> = {
  sent: 'that a message was sent',
  delivered: 'that a message was delivered',
  read: 'that it was read',
  heard: 'that a call was listened to',
  replied: 'an answer: a key, a button, a text of 1, 2 or 3',
  confirmed: 'a key or a button pressed; a texted answer is not enough',
  attested: 'the word of an operator',
};

const mailboxes: Record<Policy['voicemail'], string> = {
  none: 'Nothing is left on a machine.',
  'callback-only': "A machine is told the practice's name and number, and nothing of a visit.",
  full: 'A machine is told when the visit would have been.',
};

export function inPlainWords(policy: Policy): string {
  const { caps, windows, reschedule: r } = policy;
  return [
    `A patient should know before leaving home: before the start of the visit, less the travel (${policy.defaultTravelMinutes} minutes where the request does not say) and ${policy.gettingReadyMinutes} minutes to get ready.`,
    `When that is less than ${policy.sameDayHours} hours away, the patient is contacted ${climbed(policy, 'sameDay')}; phones ring from ${windows.urgent.from} to ${windows.urgent.to} on the patient's clock.`,
    `With more time, it is ${climbed(policy, 'ahead')}; phones ring from ${windows.normal.from} to ${windows.normal.to}.`,
    `When the steps do not fit, they come closer together.`,
    `${policy.operatorLeadMinutes} minutes before the patient leaves home, or when the same-day steps are used up, a person gets it, and we go on meanwhile.`,
    `What counts as knowing is ${closedBy[policy.evidence]}.`,
    mailboxes[policy.voicemail],
    ...(policy.challenge === 'birth-year'
      ? ['Before anything of a visit is said, the birth year is asked for, where the practice gave it.']
      : []),
    `A number gets at most ${times(caps.perDay)} in 24 hours; without recorded consent ${times(caps.withoutConsentPerDay)} a day and ${times(caps.withoutConsentPerWeek)} a week, ${beyondConsent(policy)}`,
    r.enabled
      ? `Whoever knows is offered up to ${r.optionsPerOffer} new times within ${r.horizonDays} days, kept for ${r.holdMinutes} minutes.`
      : 'No new times are offered.',
    ...(r.enabled && policy.bookings.confirmedBy === 'practice'
      ? [
          `A chosen time is kept, and called booked only when the practice's own system confirms it; if that takes longer than ${policy.bookings.withinMinutes} minutes, a person gets it.`,
        ]
      : []),
  ].join(' ');
}

/** `at once by text and email, after 6 minutes by call`. */
function climbed(policy: Policy, ladder: keyof Policy['ladder']): string {
  const groups: { after: number; channels: Channel[] }[] = [];
  let after = 0;
  let opens = true;
  for (const { channel, waitMinutes } of policy.ladder[ladder] as readonly LadderStep[]) {
    if (policy.channels[channel]) {
      if (opens) groups.push({ after, channels: [] });
      groups.at(-1)?.channels.push(channel);
      opens = waitMinutes > 0;
    }
    opens ||= waitMinutes > 0;
    after += waitMinutes;
  }
  if (groups.length === 0) return 'by nothing, because every channel of the steps is off';
  return groups
    .map((g) => `${g.after === 0 ? 'at once' : `after ${span(g.after)}`} by ${listed(g.channels.map((c) => by[c]))}`)
    .join(', ');
}

function beyondConsent(policy: Policy): string {
  const phone = policy.ladder.sameDay.filter(
    (s) => policy.channels[s.channel] && (s.channel === 'voice' || s.channel === 'sms'),
  );
  const [first] = phone;
  const left = phone.length - policy.caps.withoutConsentPerDay;
  if (!first) return 'and no step needs one.';
  if (left <= 0) return 'which is enough for every step.';
  return `which on the day itself is the ${by[first.channel]}${policy.caps.withoutConsentPerDay > 1 ? ' and what follows' : ''}: ${left === 1 ? 'the other step' : `the other ${left} steps`} by phone ${left === 1 ? 'is' : 'are'} skipped and a person gets it.`;
}

const times = (n: number): string => (n === 1 ? 'one contact' : `${n} contacts`);
const span = (minutes: number): string =>
  minutes >= 120 && minutes % 60 === 0 ? `${minutes / 60} hours` : minutes === 1 ? 'a minute' : `${minutes} minutes`;
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
