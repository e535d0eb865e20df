import { expect, test } from '@jest/globals';
import { defaultPolicy } from '@rollcall/contracts';
import { deadlineOf } from '../src/deadline.js';

const start = '2026-11-24T09:00:00-05:00';
const policy = { ...defaultPolicy, gettingReadyMinutes: 20, defaultTravelMinutes: 40 };

test.each([
  ['in-person', 35, '2026-11-24T08:05:00-05:00'],
  ['in-person', undefined, '2026-11-24T08:00:00-05:00'],
  ['telehealth', 35, '2026-11-24T08:40:00-05:00'],
  ['home-visit', undefined, '2026-11-24T08:40:00-05:00'],
] as const)(
  'a patient of a visit that is %s, with %s minutes to go there, must know by %s: who stays at home does not travel [edge case 48]',
  (modality, travelMinutes, deadline) =>
    expect(deadlineOf({ start, modality, travelMinutes }, policy)).toEqual(new Date(deadline)),
);
