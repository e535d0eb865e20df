/** What happens at the providers: out of order as a whole, failing now and then, telling us late, twice or never. */
import { setTimeout as pause } from 'node:timers/promises';
import type { FaultRates, OutageSet } from '@rollcall/simulator';
import type { Fault } from './fault.js';

const lastsMs = { from: 2500, to: 5000 };
const channels = ['sms', 'im', 'call', 'email'] as const;

const outage = (kind: 'revoked' | 'storm' | 'down' | 'hang', words: string): Fault => ({
  name: `provider ${kind}`,
  target: 'provider outage',
  strike: async ({ simulator }, random, said) => {
    const channel = random.oneOf(channels);
    const ms = Math.round(random.between(lastsMs.from, lastsMs.to));
    said(`${channel}: ${words} for ${ms} ms`);
    await simulator.setOutages({ [channel]: kind } as OutageSet);
    try {
      await pause(ms);
    } finally {
      await simulator.setOutages({ [channel]: null } as OutageSet);
    }
  },
});

const now = (name: string, rate: keyof FaultRates, at: number, words: string): Fault => ({
  name,
  target: rate,
  strike: async ({ simulator }, random, said) => {
    const ms = Math.round(random.between(lastsMs.from, lastsMs.to));
    said(`${words}, ${Math.round(at * 100)} % for ${ms} ms`);
    await simulator.setFaults({ [rate]: at });
    try {
      await pause(ms);
    } finally {
      await simulator.setFaults({ [rate]: 0 });
    }
  },
});

export const providerFaults: readonly Fault[] = [
  outage('revoked', 'credentials are refused'),
  outage('storm', 'every request is one too many (429)'),
  outage('down', 'every request fails (500)'),
  outage('hang', 'no request is answered, and nothing sent'),
  now('5xx before', 'rate5xxBefore', 0.5, 'requests fail, and nothing is sent'),
  now('5xx after', 'rate5xxAfter', 0.5, 'requests fail although they were taken'),
  now('hang after', 'rateHangAfter', 0.5, 'requests are taken and never answered'),
  now('reset before', 'rateResetBefore', 0.5, 'connections break before anything is sent'),
  now('reset after', 'rateResetAfter', 0.5, 'connections break after it was sent'),
];

export const webhookFaults: readonly Fault[] = [
  now('webhooks twice', 'webhookDuplicate', 0.8, 'webhooks come twice'),
  now('webhooks permuted', 'webhookPermute', 0.8, 'webhooks come out of order'),
  now('webhooks late', 'webhookLate', 0.5, 'webhooks come up to an hour late'),
  now('webhooks lost', 'webhookLost', 0.5, 'webhooks never come'),
];
