import { describe, expect, test } from '@jest/globals';
import { SimulatorClient } from '../src/demo/simulator-client.js';
import { type DayPlayed, playDay } from './a-day.js';
import { expectNobodyMissed } from './nobody-missed.js';
import { until } from './until.js';

const texts = (day: DayPlayed) =>
  day.outreaches.flatMap((o) => o.attempts.filter((a) => a.channel === 'sms').map((a) => ({ ...a, outreach: o })));
const words = (day: DayPlayed) => day.outreaches.flatMap((o) => o.timeline);

describe('a day on which a provider fails us', () => {
  test('revoked credentials for texts burn nobody: others move up, and the texts resume [edge case 65]', async () => {
    const day = await playDay({
      patients: 40,
      seed: 11,
      speed: 150,
      hurried: true,
      outages: { sms: 'revoked' },
      inTheMiddle: async (system) => {
        const simulator = new SimulatorClient(system.urls.simulator);
        const asked = async () => (await simulator.ledger()) as unknown as { kind: string; verdict: string }[];
        // Calls and emails go on without the texts; then somebody mends the credentials.
        await until(async () => {
          const accepted = (await asked()).filter((r) => r.verdict === 'accepted').map((r) => r.kind);
          return accepted.filter((k) => k === 'call').length >= 10 && accepted.includes('email');
        }, 60_000);
        expect((await asked()).filter((r) => r.kind === 'sms' && r.verdict === 'accepted')).toEqual([]);
        await simulator.setOutages({ sms: null });
      },
    });
    expectNobodyMissed(day);
    const refused = texts(day).filter((a) => a.state === 'failed' && a.code === '20003');
    expect(refused.length).toBeGreaterThan(0);
    expect(words(day).some((t) => t.type === 'step.held')).toBe(true);
    // The breaker closed: texts reached people after all.
    expect(texts(day).some((a) => a.state === 'accepted')).toBe(true);
    // Nobody's number is worse for it.
    const burnt = words(day).filter((t) => t.type === 'contact.invalid' && JSON.stringify(t.data).includes('20003'));
    expect(burnt).toEqual([]);
  }, 240_000);
});
