/** What is wrong with a policy: one rule a function, each naming the field it is about. */
import {
  type Channel,
  type LadderStep,
  type Policy,
  type PolicyFinding,
  type PolicyFindingCode,
  policyFindings,
} from '@rollcall/contracts';
import { deadlineFor, morning, thatDay } from './policy-cases.js';
import { nextOpening } from './windows.js';

type Rule = (policy: Policy) => PolicyFinding[];
type LadderName = keyof Policy['ladder'];
type WindowName = keyof Policy['windows'];

const ladders: readonly LadderName[] = ['sameDay', 'ahead'];
const windows: readonly WindowName[] = ['normal', 'urgent'];
const ringing: readonly Channel[] = ['voice', 'sms'];
const minute = 60_000;
const hoursWords = (minutes: number): string => (minutes % 60 === 0 ? `${minutes / 60} hours` : `${minutes} minutes`);

export const finding = (code: PolicyFindingCode, pointer: string, words: string): PolicyFinding => ({
  code,
  pointer,
  severity: policyFindings[code][0],
  words,
});

/** All findings, errors first. */
export const findingsIn = (policy: Policy): PolicyFinding[] =>
  rules.flatMap((rule) => rule(policy)).sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));

const used = (policy: Policy, ladder: LadderName): LadderStep[] =>
  policy.ladder[ladder].filter((step) => policy.channels[step.channel]);
const lasts = (steps: readonly LadderStep[]): number => steps.reduce((sum, step) => sum + step.waitMinutes, 0);
const uses = (policy: Policy, ladder: LadderName, channel: Channel): boolean =>
  used(policy, ladder).some((step) => step.channel === channel);

const channels: Rule = (policy) => {
  if (!Object.values(policy.channels).includes(true))
    return [finding('no_channel', '/channels', 'Every channel is off: nobody is contacted by machine.')];
  return ladders.flatMap((ladder) => {
    if (used(policy, ladder).length === 0)
      return [
        finding('ladder_all_off', `/ladder/${ladder}`, 'Every step is on a channel that is off: nobody is contacted.'),
      ];
    return policy.ladder[ladder].flatMap(({ channel }, n) =>
      policy.channels[channel]
        ? []
        : [
            finding(
              'channel_off_in_ladder',
              `/ladder/${ladder}/${n}/channel`,
              `${channel} is off: the step is skipped.`,
            ),
          ],
    );
  });
};

const unusedChannels: Rule = (policy) =>
  (Object.keys(policy.channels) as Channel[])
    .filter((channel) => policy.channels[channel] && !ladders.some((ladder) => uses(policy, ladder, channel)))
    .map((channel) =>
      finding('channel_never_used', `/channels/${channel}`, `${channel} is on, but no step of a ladder uses it.`),
    );

const voice: Rule = (policy) =>
  ladders
    .filter((ladder) => used(policy, ladder).length > 0 && !uses(policy, ladder, 'voice'))
    .map((ladder) =>
      finding(
        'no_voice',
        `/ladder/${ladder}`,
        'There is no call: whoever has a landline only, or does not read messages, is reached by a person or not at all.',
      ),
    );

/** Steps without a wait between them go out together. */
const together: Rule = (policy) =>
  ladders.flatMap((ladder) => {
    let sent: Channel[] = [];
    return policy.ladder[ladder].flatMap(({ channel, waitMinutes }, n) => {
      const twice = ringing.includes(channel) && sent.includes(channel);
      sent = waitMinutes > 0 ? [] : [...sent, channel];
      return twice
        ? [
            finding(
              'channel_rings_twice',
              `/ladder/${ladder}/${n}`,
              `Two steps by ${channel} without a wait between them: the same phone is contacted twice at once.`,
            ),
          ]
        : [];
    });
  });

const lastStep: Rule = (policy) =>
  ladders.flatMap((ladder) => {
    const steps = policy.ladder[ladder];
    return steps.at(-1)?.waitMinutes === 0
      ? [
          finding(
            'no_time_to_answer',
            `/ladder/${ladder}/${steps.length - 1}/waitMinutes`,
            'A person gets it in the moment the last message goes out: nobody could have answered it.',
          ),
        ]
      : [];
  });

const ladderLength: Rule = (policy) => {
  const needs = lasts(used(policy, 'sameDay'));
  const has = policy.sameDayHours * 60 - policy.operatorLeadMinutes;
  if (needs > has)
    return [
      finding(
        'ladder_never_finishes',
        '/ladder/sameDay',
        `The steps take ${needs} minutes, but from ${policy.sameDayHours} hours before the deadline to the hand-over there are ${Math.max(has, 0)}: for nobody do they come at their own pace.`,
      ),
    ];
  const [opens] = [thatDay(policy.windows.urgent.from), thatDay(morning)].sort((a, b) => b.getTime() - a.getTime());
  const handedOver = deadlineFor(policy, thatDay('10:30')).getTime() - policy.operatorLeadMinutes * minute;
  const room = Math.max(Math.round((handedOver - (opens?.getTime() ?? 0)) / minute), 0);
  return needs > room
    ? [
        finding(
          'ladder_squeezed',
          '/ladder/sameDay',
          `The steps take ${needs} minutes. A patient told at ${morning} of a visit at 10:30 is with a person after ${room}: the steps are packed closer than they say.`,
        ),
      ]
    : [];
};

const caps: Rule = (policy) => {
  const { perDay, withoutConsentPerDay, withoutConsentPerWeek } = policy.caps;
  const phone = used(policy, 'sameDay').filter((step) => ringing.includes(step.channel)).length;
  return [
    ...(phone > perDay
      ? [
          finding(
            'caps_stop_ladder',
            '/caps/perDay',
            `The same-day ladder contacts a phone ${phone} times, the cap allows ${perDay}: the last ${phone - perDay} never happen to whoever has one number.`,
          ),
        ]
      : []),
    ...(withoutConsentPerDay > 1
      ? [finding('caps_above_exemption', '/caps/withoutConsentPerDay', aboveExemption('one a day'))]
      : []),
    ...(withoutConsentPerWeek > 3
      ? [finding('caps_above_exemption', '/caps/withoutConsentPerWeek', aboveExemption('three a week'))]
      : []),
    ...(Math.min(withoutConsentPerDay, withoutConsentPerWeek) === 0
      ? [
          finding(
            'exempt_numbers_never_rung',
            withoutConsentPerDay === 0 ? '/caps/withoutConsentPerDay' : '/caps/withoutConsentPerWeek',
            'A number without recorded consent is never contacted: each of those patients goes to a person.',
          ),
        ]
      : []),
  ];
};
const aboveExemption = (allowed: string): string =>
  `Without consent 47 CFR 64.1200(a)(9)(iv) exempts ${allowed}. Where that is the law more is not done, whatever stands here; elsewhere it is no fault.`;

const evidence: Rule = (policy) => {
  const answerable = ladders.flatMap((ladder) => used(policy, ladder)).map((step) => step.channel);
  if (policy.evidence === 'attested' || (policy.evidence === 'confirmed' && answerable.every((c) => c === 'sms')))
    return [
      finding(
        'evidence_out_of_reach',
        '/evidence',
        `No channel of the ladders can give "${policy.evidence}": whoever has answered is contacted again and again.`,
      ),
    ];
  if (policy.evidence === 'confirmed' && answerable.includes('sms'))
    return [
      finding(
        'evidence_beyond_texts',
        '/evidence',
        'A texted answer is "replied": whoever answers by text is contacted on until they press a key or a button.',
      ),
    ];
  return ['sent', 'delivered', 'read', 'heard'].includes(policy.evidence)
    ? [
        finding(
          'evidence_weak',
          '/evidence',
          'A notice closes without an answer: a read receipt or a listened call is no proof that the patient understood.',
        ),
      ]
    : [];
};

/** Where the patient's zone is in doubt, both windows must be open. */
const doubtfulZones: readonly (readonly [string, string, string])[] = [
  ['New York and Los Angeles', 'America/New_York', 'America/Los_Angeles'],
  ['New York and Honolulu', 'America/New_York', 'Pacific/Honolulu'],
];
const leastOpenMinutes = 30;
const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const openness: Rule = (policy) =>
  windows.flatMap((name) => {
    const window = policy.windows[name];
    const pointer = `/windows/${name}`;
    const open = minuteOf(window.to) - minuteOf(window.from);
    if (open < leastOpenMinutes)
      return [
        finding(
          'window_never_opens',
          pointer,
          `Open for ${open} minutes a day: calls that wait for their turn find it closed again.`,
        ),
      ];
    const apart = doubtfulZones.find(([, ...zones]) => nextOpening(thatDay(morning), 'voice', window, zones) === null);
    return apart
      ? [
          finding(
            'window_too_narrow_for_zones',
            pointer,
            `Open for ${hoursWords(open)}: for a patient of whom it is not known whether ${apart[0]} time holds, it is never open in both.`,
          ),
        ]
      : [];
  });

const latestOpening = '08:00';
const night = { normal: { from: '08:00', to: '21:00' }, urgent: { from: '05:00', to: '22:30' } };

const hours: Rule = ({ windows: { normal, urgent }, ...policy }) => [
  ...(urgent.from > normal.from || urgent.to < normal.to
    ? [
        finding(
          'window_urgent_narrower',
          '/windows/urgent',
          'Not open whenever the normal one is: a patient could be called days ahead, and not on the day itself.',
        ),
      ]
    : []),
  ...(urgent.from > latestOpening
    ? [
        finding(
          'window_opens_late',
          '/windows/urgent/from',
          'Whoever has a visit at nine has left home before a phone may ring; only mail goes out before.',
        ),
      ]
    : []),
  ...windows
    .filter((name) => {
      const window = name === 'normal' ? normal : urgent;
      return window.from < night[name].from || window.to > night[name].to;
    })
    .map((name) =>
      finding(
        'window_rings_at_night',
        `/windows/${name}`,
        name === 'normal'
          ? 'Days ahead nothing justifies a call before 08:00 or after 21:00.'
          : 'A call before 05:00 or after 22:30 wakes people for a message that can wait, or that a person should bring.',
      ),
    ),
  ...(policy.sameDayHours < 12
    ? [
        finding(
          'same_day_begins_late',
          '/sameDayHours',
          "A visit of the next morning that is cancelled in the evening is on the slow ladder, and outside of the night's window.",
        ),
      ]
    : []),
];

const shortestLeadMinutes = 20;
/** The visits of a day, half an hour apart. */
const visits = Array.from({ length: 16 }, (_, n) => thatDay('09:30').getTime() + n * 30 * minute);

const leads: Rule = (policy) => {
  const lead = policy.operatorLeadMinutes;
  const cancelled = thatDay(morning).getTime();
  const atOnce = visits.filter(
    (visit) => deadlineFor(policy, new Date(visit)).getTime() - lead * minute <= cancelled,
  ).length;
  return [
    ...(lead < shortestLeadMinutes
      ? [
          finding(
            'operator_lead_too_short',
            '/operatorLeadMinutes',
            `A person gets a whole list ${lead} minutes before the patients leave home, and cannot call them all.`,
          ),
        ]
      : []),
    ...(atOnce >= visits.length / 2
      ? [
          finding(
            'operator_lead_too_long',
            '/operatorLeadMinutes',
            `Of the visits of a day cancelled at ${morning} ${atOnce} in ${visits.length} are with a person from the first minute, who then cannot see which ones need it.`,
          ),
        ]
      : []),
    ...(policy.gettingReadyMinutes + policy.defaultTravelMinutes === 0
      ? [
          finding(
            'deadline_at_start',
            '/gettingReadyMinutes',
            'Where no travel time is given the deadline is the start of the visit: the patient then stands at the door.',
          ),
        ]
      : []),
  ];
};

const longestHoldMinutes = 240;

const offers: Rule = ({ reschedule: r, bookings }) => {
  if (!r.enabled) return [];
  return [
    ...(bookings.confirmedBy === 'practice' && r.holdMinutes + bookings.withinMinutes > r.leadMinutes
      ? [
          finding(
            'confirmation_outlasts_slot',
            '/bookings/withinMinutes',
            `A time that starts ${r.leadMinutes} minutes after it is offered may be chosen after ${r.holdMinutes} and confirmed after another ${bookings.withinMinutes}: it may begin before the patient knows.`,
          ),
        ]
      : []),
    ...(r.leadMinutes >= r.horizonDays * 1440
      ? [
          finding(
            'no_slot_ever_fits',
            '/reschedule/leadMinutes',
            `New times start no sooner than ${hoursWords(r.leadMinutes)} and no later than ${r.horizonDays} days from the offer: none ever does both.`,
          ),
        ]
      : []),
    ...(r.holdMinutes > r.leadMinutes
      ? [
          finding(
            'hold_outlasts_slot',
            '/reschedule/holdMinutes',
            `A time may be held for ${r.holdMinutes} minutes although it starts ${r.leadMinutes} minutes after it is offered: it can be chosen when it has begun.`,
          ),
        ]
      : []),
    ...(r.holdMinutes > longestHoldMinutes
      ? [
          finding(
            'hold_longer_than_day',
            '/reschedule/holdMinutes',
            `Each patient keeps up to ${r.optionsPerOffer} free times from all others for ${hoursWords(r.holdMinutes)}.`,
          ),
        ]
      : []),
  ];
};

const privacy: Rule = (policy) =>
  policy.voicemail === 'full'
    ? [
        finding(
          'voicemail_full',
          '/voicemail',
          `The time of the visit is left on machines that others in the house may hear${policy.challenge === 'none' ? '' : ', although a person who answers is asked for the birth year first'}.`,
        ),
      ]
    : [];

const rules: readonly Rule[] = [
  channels,
  unusedChannels,
  voice,
  together,
  lastStep,
  ladderLength,
  caps,
  evidence,
  openness,
  hours,
  leads,
  offers,
  privacy,
];
