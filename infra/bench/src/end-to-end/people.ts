/** Patients for the bench, and a policy that tries one channel after the other without resting. */
import { type BatchInput, defaultPolicy, type Policy } from '@rollcall/contracts';

/** A time at which every window is open. */
export const morning = new Date('2026-11-24T06:45:00-05:00');

/** Text, then email, then a call, a business minute apart; no new times, and nobody is handed to the desk. */
export const policy: Policy = {
  ...defaultPolicy,
  sameDayHours: 72,
  operatorLeadMinutes: 0,
  ladder: {
    ...defaultPolicy.ladder,
    sameDay: [
      { channel: 'sms', waitMinutes: 1 },
      { channel: 'email', waitMinutes: 1 },
      { channel: 'voice', waitMinutes: 30 },
    ],
  },
  reschedule: { ...defaultPolicy.reschedule, enabled: false },
};

/** Long before they begin, and soon; half an hour each. */
const tomorrow = { start: '2026-11-25T12:00:00-05:00', end: '2026-11-25T12:30:00-05:00' };
export const thisMorning = { start: '2026-11-24T09:30:00-05:00', end: '2026-11-24T10:00:00-05:00' };

/** Appointments, each of another patient with a number and an address. `series` keeps batches apart. */
export const batchOf = (patients: number, series = 'A', first = 0, time = tomorrow): BatchInput => ({
  reason: 'practitioner-emergency',
  appointments: Array.from({ length: patients }, (_, n) => ({
    externalId: `${series}${n}`,
    ...time,
    practitioner: { externalId: 'dr-hale', name: 'Dr Hale' },
    location: { externalId: 'main' },
    visitType: 'follow-up',
    patient: {
      externalId: `${series}P${n}`,
      name: { given: `Ana${n}`, family: 'Doe' },
      language: 'en',
      contacts: [
        { system: 'phone', value: `+1212${2_000_000 + first + n}`, use: 'mobile', consent: 'given' },
        { system: 'email', value: `patient${first + n}@example.test`, consent: 'given' },
      ],
    },
  })),
});
