/**
 * A practice's policy: the ladder, windows, caps and lead times. Versioned; an outreach keeps the version it began with.
 * What each field means, in which unit and why it is as it is stands beside it: docs/policy.md is made of it.
 */
import { z } from 'zod';
import { TimeOfDay } from './primitives.js';
import { Channel, EvidenceGrade } from './words.js';

/** Shown in the JSON Schema, at /docs and in docs/policy.md. */
const says = (description: string, unit: string, why: string) => ({ description, 'x-unit': unit, 'x-why': why });

export const LadderStep = z.strictObject({
  channel: Channel.meta(
    says(
      'How this step reaches the patient.',
      'channel',
      'Each patient answers on one channel and overlooks the others.',
    ),
  ),
  waitMinutes: z
    .int()
    .min(0)
    .max(2880)
    .meta(
      says(
        'How long to wait for an answer before the next step; 0 starts the next one beside this one.',
        'minutes',
        'A text is answered within minutes; whoever would have answered it should not be called a minute later.',
      ),
    ),
});
export type LadderStep = z.infer<typeof LadderStep>;

const Window = z
  .strictObject({
    from: TimeOfDay.meta(says('From when the phone may ring.', 'HH:MM, wall clock', 'Nobody is woken.')),
    to: TimeOfDay.meta(says('From when it may not any more.', 'HH:MM, wall clock', 'Nobody is woken.')),
  })
  .refine((w) => w.from < w.to, { error: 'must open before it closes', path: ['to'] });

const allOn = { voice: true, sms: true, email: true, im: true };
const isOn = (what: string, why: string) =>
  z.boolean().meta(says(`Whether ${what} are used at all.`, 'yes or no', why));

export const Policy = z.strictObject({
  evidence: EvidenceGrade.default('replied').meta(
    says(
      'The grade of evidence that closes a notice: sent < delivered < read < heard < replied < confirmed < attested.',
      'grade',
      'Delivered is not known: only an answer proves that a person understood. `confirmed` would go on calling those who answered by text.',
    ),
  ),
  ladder: z
    .strictObject({
      sameDay: z
        .array(LadderStep)
        .min(1)
        .max(30)
        .meta(
          says(
            'The steps while the deadline is less than `sameDayHours` away. They are packed closer when they would not fit before a person takes over.',
            'steps in order',
            'Written messages first and side by side, because they disturb least and half of all patients answer them; the first call follows within minutes, because the others do not. The next ones leave time between them: whoever sleeps or drives now does so in ten minutes, too, and hears the phone in an hour.',
          ),
        ),
      ahead: z
        .array(LadderStep)
        .min(1)
        .max(30)
        .meta(
          says(
            'The steps while the deadline is farther away. What is still open then starts the same-day ladder.',
            'steps in order',
            'There are days left: hours between two steps, and nobody is called who answers a text in the evening.',
          ),
        ),
    })
    .default({
      sameDay: [
        { channel: 'sms', waitMinutes: 0 },
        { channel: 'im', waitMinutes: 0 },
        { channel: 'email', waitMinutes: 6 },
        { channel: 'voice', waitMinutes: 14 },
        { channel: 'voice', waitMinutes: 20 },
        { channel: 'sms', waitMinutes: 5 },
        { channel: 'voice', waitMinutes: 20 },
        { channel: 'voice', waitMinutes: 20 },
      ],
      ahead: [
        { channel: 'sms', waitMinutes: 0 },
        { channel: 'im', waitMinutes: 0 },
        { channel: 'email', waitMinutes: 240 },
        { channel: 'voice', waitMinutes: 240 },
        { channel: 'sms', waitMinutes: 480 },
        { channel: 'voice', waitMinutes: 720 },
        { channel: 'voice', waitMinutes: 720 },
      ],
    }),
  sameDayHours: z
    .int()
    .min(1)
    .max(72)
    .default(18)
    .meta(
      says(
        'How long before the deadline the same-day ladder and the urgent window hold.',
        'hours',
        'From the afternoon before on there is no second chance: whoever is not told by the evening is told in haste in the morning.',
      ),
    ),
  windows: z
    .strictObject({
      normal: Window.meta(
        says(
          "When phones may ring while days are left: on the patient's wall clock, and the location's; both must agree.",
          'wall clock',
          '08:00 to 21:00 is the law for telemarketing in the US and the custom for all others; an hour less in the evening is politer.',
        ),
      ),
      urgent: Window.meta(
        says(
          'The same while the deadline is within `sameDayHours`. Mail is not bound by either: it wakes nobody.',
          'wall clock',
          'Somebody who leaves home at half past seven wants to be woken at six rather than to stand before a closed door.',
        ),
      ),
    })
    .default({ normal: { from: '08:00', to: '20:00' }, urgent: { from: '06:00', to: '22:00' } }),
  caps: z
    .strictObject({
      withoutConsentPerDay: z
        .int()
        .min(0)
        .max(50)
        .meta(
          says(
            'Calls and texts to one number without recorded consent, in 24 hours.',
            'contacts',
            '47 CFR 64.1200(a)(9)(iv) exempts one a day. Whoever needs more is handed to a person, whose own call is not limited.',
          ),
        ),
      withoutConsentPerWeek: z
        .int()
        .min(0)
        .max(200)
        .meta(says('The same in seven days.', 'contacts', '47 CFR 64.1200(a)(9)(iv) exempts three a week.')),
      perDay: z
        .int()
        .min(1)
        .max(50)
        .meta(
          says(
            'Calls and texts to any one number in 24 hours, whoever of the practice they are about.',
            'contacts',
            'More than the same-day ladder needs, so that it is never cut off; a bound all the same when several visits fall on one phone.',
          ),
        ),
    })
    .default({ withoutConsentPerDay: 1, withoutConsentPerWeek: 3, perDay: 12 }),
  channels: z
    .strictObject({
      voice: isOn('calls', 'A landline can only be called, and so can whoever does not read.'),
      sms: isOn('texts', 'Most patients answer a text, and nothing disturbs less.'),
      email: isOn('letters by email', 'It may go out at any hour and names nothing but a link.'),
      im: isOn(
        'WhatsApp and Messenger',
        'Used only for patients who asked for it (45 CFR 164.522(b)), so it may stay on.',
      ),
    })
    .default(allOn),
  // Absent in policies of older releases, which had none.
  calendarFile: z
    .enum(['none', 'link', 'attached'])
    .default('none')
    .meta(
      says(
        "The calendar file of a new booking: `attached` to the mail that confirms it, behind the `link` of the patient's page, or `none`. Not said: behind the link in the US, attached elsewhere.",
        'none, link or attached',
        'It holds a time, and mail is read by those who carry it: SendGrid is not HIPAA-eligible.',
      ),
    ),
  voicemail: z
    .enum(['none', 'callback-only', 'full'])
    .default('callback-only')
    .meta(
      says(
        "What may be left on a machine. `callback-only` says the practice's name and number, nothing of a visit; `full` its time.",
        'none, callback-only or full',
        'Others listen to a mailbox, too. A name and a number are enough to be called back, and tell nobody else anything.',
      ),
    ),
  challenge: z
    .enum(['none', 'birth-year'])
    .default('none')
    .meta(
      says(
        'What is asked before anything of a visit is said or shown. Where the practice gave no birth date there is nothing to ask.',
        'none or birth-year',
        'The number may belong to somebody else by now. Each question also loses patients who are told nothing else, so it is the practice that asks for it.',
      ),
    ),
  speech: z
    .boolean()
    .default(false)
    .meta(
      says(
        'Calls also listen to words ("yes", "another time"), in languages that offer it. They count only after the challenge was passed by keys; else they tell which key to ask for.',
        'true or false',
        "A television says yes, too, and what is said aloud goes to the provider's recogniser: keys are surer, and enough for most.",
      ),
    ),
  unreviewedLanguages: z
    .enum(['fallback', 'use'])
    .default('fallback')
    .meta(
      says(
        "Patients whose language's words no qualified human has checked: `fallback` speaks to them in the practice's own and asks a person with an interpreter beside it; `use` uses the words as they are.",
        'fallback or use',
        'A wrong word about a visit is worse than a foreign one (45 CFR 92.201). A practice that had the words checked says so once, per language.',
      ),
    ),
  linkDays: z
    .int()
    .min(1)
    .max(30)
    .default(7)
    .meta(
      says(
        "How long after a message its link shows the patient's page; never beyond a day after the last visit it speaks of. Then it says whom to call.",
        'days',
        'Long enough for who reads mail on Sundays; an old link in a mailbox should tell nobody anything.',
      ),
    ),
  operatorLeadMinutes: z
    .int()
    .min(0)
    .max(1440)
    .default(60)
    .meta(
      says(
        'How long before the deadline a person gets the item, whatever the machines are doing.',
        'minutes',
        'A person needs time for each call, and has a whole list of them. More would hand over those who are about to answer.',
      ),
    ),
  gettingReadyMinutes: z
    .int()
    .min(0)
    .max(240)
    .default(20)
    .meta(
      says(
        'Deadline = start of the visit - travel - getting ready: told later, the patient stands in the street.',
        'minutes',
        'Shoes, coat, a parking place. Rather too much than too little: an earlier deadline only makes us quicker.',
      ),
    ),
  defaultTravelMinutes: z
    .int()
    .min(0)
    .max(480)
    .default(40)
    .meta(
      says(
        'Travel to a visit in person when the request gives no `travelMinutes`.',
        'minutes',
        'Longer than most patients need, because those who live far away lose most.',
      ),
    ),
  reschedule: z
    .strictObject({
      enabled: z
        .boolean()
        .meta(
          says(
            'Whether new times are offered.',
            'yes or no',
            'Who has just heard is ready to choose, and the desk has one call less.',
          ),
        ),
      optionsPerOffer: z
        .int()
        .min(1)
        .max(3)
        .meta(
          says(
            'Times in one offer, chosen with the keys 1 to 3.',
            'times',
            'Three fit into one text and into one breath.',
          ),
        ),
      holdMinutes: z
        .int()
        .min(2)
        .max(1440)
        .meta(
          says(
            'How long offered times are kept for one patient.',
            'minutes',
            'Long enough to ask at home; meanwhile nobody else can have them.',
          ),
        ),
      horizonDays: z
        .int()
        .min(1)
        .max(180)
        .meta(
          says('How far ahead offered times may lie.', 'days', 'A month: later, the patient had rather be called.'),
        ),
      leadMinutes: z
        .int()
        .min(0)
        .max(10080)
        .meta(
          says(
            'A new time starts no sooner than this after the offer.',
            'minutes',
            'The patient must have read, chosen and come.',
          ),
        ),
    })
    .default({ enabled: true, optionsPerOffer: 3, holdMinutes: 30, horizonDays: 30, leadMinutes: 120 }),
  // Absent in policies of older releases, where the slots were always the calendar.
  bookings: z
    .strictObject({
      confirmedBy: z
        .enum(['rollcall', 'practice'])
        .meta(
          says(
            'Whose word makes a chosen time a booking. `rollcall`: it is booked as it is chosen, and your system hears of it. `practice`: it is kept, your system is asked, and only when it confirms does the patient hear that it is booked.',
            'rollcall or practice',
            'Where the slots you send are the calendar, asking again only makes patients wait. Where others book into it as well, only your own system knows.',
          ),
        ),
      withinMinutes: z
        .int()
        .min(1)
        .max(1440)
        .meta(
          says(
            'How long your system may take to confirm; then a person gets it. Matters only where the practice confirms.',
            'minutes',
            'A system answers in seconds. Half an hour lets it be restarted, and is not too long for a patient to wait.',
          ),
        ),
    })
    .default({ confirmedBy: 'rollcall', withinMinutes: 30 }),
});
export type Policy = z.infer<typeof Policy>;

/** What a careful practice would choose; used until it chooses. */
export const defaultPolicy: Policy = Policy.parse({});

/** Where HIPAA holds: the United States and its territories. */
const underHipaa = new Set(['US', 'PR', 'GU', 'VI', 'AS', 'MP', 'UM']);

/**
 * Where a person is written to by WhatsApp or Messenger only at their own recorded request (45 CFR 164.522(b)): Twilio
 * lists neither, nor mail through SendGrid, as HIPAA-eligible.
 */
export const imOnlyOnRequest = (country: string): boolean => underHipaa.has(country);

/**
 * What holds there when a practice says nothing of it: instant messages only where it turns them on, and no time of a visit
 * in a mail. `channels` are those of its preset or of the default.
 */
export const carefulIn = (
  country: string,
  channels: Policy['channels'] = defaultPolicy.channels,
): Pick<Policy, 'channels' | 'calendarFile'> =>
  underHipaa.has(country)
    ? { channels: { ...channels, im: false }, calendarFile: 'link' }
    : { channels, calendarFile: 'attached' };

/** The policy a new practice begins with. */
export const firstPolicy = (country: string): Policy => ({
  ...defaultPolicy,
  ...carefulIn(country),
});

export const PolicyVersion = z.object({ version: z.int().min(1), policy: Policy, createdAt: z.string() });
