import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runSimulate } from '../src/simulate/run.js';

const neverInterrupted = { signal: new AbortController().signal, exitCode: () => null, release: () => {} };

test('the same day under two policies: the same people, each accounted for, on one page', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'rollcall-what-if-'));
  try {
    const said: string[] = [];
    const code = await runSimulate(
      {
        policies: ['same-day', 'exempt-only'],
        patients: 40,
        seed: 7,
        // Stretches in which nobody does anything are gone in a moment; the metronome slows down for the rest.
        speed: 400,
        callsPerSecond: 1,
        operators: 1,
        prices: null,
        html: join(dir, 'page.html'),
        json: join(dir, 'all.json'),
        chart: null,
      },
      { write: (text: string) => said.push(text) },
      neverInterrupted,
    );
    expect([code, said.join('').includes('PROBLEM')]).toEqual([0, false]);
    const { policies } = JSON.parse(readFileSync(join(dir, 'all.json'), 'utf8'));
    const [sameDay, exempt] = policies;
    expect(policies.map((p: { patients: number }) => p.patients)).toEqual([40, 40]);
    // One call and a letter reach fewer than texts, letters, WhatsApp and three calls; and are fewer.
    expect(sameDay.inTime).toBeGreaterThan(exempt.inTime);
    expect(sameDay.contactsByChannel.sms).toBeGreaterThan(0);
    expect(exempt.contactsByChannel).toMatchObject({ sms: 0, im: 0 });
    expect(exempt.tasks.reach).toBeGreaterThan(sameDay.tasks.reach);
    expect(sameDay.cost.texts).toBeGreaterThan(0);
    expect(sameDay.cost.calls).toBeGreaterThan(0);
    expect(readFileSync(join(dir, 'page.html'), 'utf8')).toContain('same-day (default)');
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}, 400_000);
