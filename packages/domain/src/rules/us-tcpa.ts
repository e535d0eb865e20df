/**
 * The federal rules of the United States for calls and texts that nobody consented to. With recorded consent (the number was
 * given to the practice for care) they leave a healthcare provider free, and only the practice's own policy counts.
 *
 * Engineering notes, not legal advice: have them read by counsel before relying on the exemption. One of its conditions is
 * that the message costs the recipient nothing, which no sender can promise for every plan: record consent instead.
 */
import type { CallingRule } from './calling-rule.js';

export const usTcpa: readonly CallingRule[] = [
  {
    citation: '47CFR64.1200(a)(9)(iv)',
    jurisdiction: 'US',
    version: '2025-04-11',
    about: 'care',
    line: 'wireless',
    channels: ['voice', 'sms'],
    unlessConsented: true,
    perDay: 1,
    perWeek: 3,
    mostCharacters: 160,
    mostSeconds: 60,
    optOutInEach: true,
    hours: null,
    source: 'https://www.ecfr.gov/current/title-47/section-64.1200#p-64.1200(a)(9)(iv)',
  },
  {
    citation: '47CFR64.1200(a)(3)(v)',
    jurisdiction: 'US',
    version: '2023-07-20',
    about: 'care',
    line: 'residential',
    channels: ['voice'],
    unlessConsented: true,
    perDay: 1,
    perWeek: 3,
    mostCharacters: null,
    mostSeconds: null,
    optOutInEach: true,
    hours: null,
    source: 'https://www.ecfr.gov/current/title-47/section-64.1200#p-64.1200(a)(3)(v)',
  },
];
