import { describe, expect, test } from '@jest/globals';
import { renderClosing } from '../../src/demo/closing-page.js';
import { type ClosingFacts, close } from '../../src/demo/closing-report.js';
import { coloured, plain } from '../../src/demo/paint.js';
import { agreement, callbacks, notice, reportOf, zone } from './scenes.js';

const closing = (notices: ReturnType<typeof notice>[], more: Partial<ClosingFacts> = {}) =>
  close({ report: reportOf(notices), rejected: 0, callbacks, ledgers: agreement, ...more });
const slot = { start: '2026-12-01T14:00:00.000Z', resource: 'dr-hale' };
const at = (time: string, channel: 'sms' | 'voice' = 'sms') => ({
  evidence: { grade: 'confirmed' as const, channel, at: `2026-11-24T${time}:00.000Z` },
});

describe('the sums', () => {
  test('say who knows by what evidence, the most frequent first, and since when', () => {
    const done = closing([
      notice(at('12:30', 'voice')),
      notice(at('12:10')),
      notice({ ...at('12:20'), state: 'rebooked', booking: slot }),
      // Somebody who has read it does not know yet.
      notice({ state: 'open', evidence: { grade: 'read', channel: 'im', at: '2026-11-24T11:50:00.000Z' } }),
    ]);
    expect(done.evidence).toEqual([
      { grade: 'confirmed', channel: 'sms', count: 2 },
      { grade: 'confirmed', channel: 'voice', count: 1 },
    ]);
    expect(done.informedAt).toEqual({
      first: '2026-11-24T12:10:00.000Z',
      median: '2026-11-24T12:20:00.000Z',
      last: '2026-11-24T12:30:00.000Z',
    });
    expect(done.stillWorking).toBe(1);
    expect(done.problems).toEqual([]);
  });

  test('group those with an operator by the reason, in words', () => {
    const withTask = (taskReason: string) =>
      notice({ state: 'open', taskId: 't' as never, taskReason, evidence: null });
    const done = closing([withTask('ladder_spent'), withTask('no_contact_point'), withTask('ladder_spent')]);
    expect(done.withOperator).toEqual([
      { reason: 'nobody answered on any channel', count: 2 },
      { reason: 'there is no usable contact point', count: 1 },
    ]);
  });
});

describe('a problem is found', () => {
  test('when the totals do not sum, or do not fit their lines', () => {
    const report = reportOf([notice(), notice()]);
    report.totals.informed = 3;
    expect(closing([], { report }).problems.join()).toMatch(/does not sum.*total of informed is 3/);
  });

  test('when two patients have one slot, however its start is written', () => {
    const rebooked = (start: string) => notice({ state: 'rebooked', booking: { ...slot, start } });
    const { problems } = closing([rebooked(slot.start), rebooked('2026-12-01T09:00:00-05:00')]);
    expect(problems).toEqual(['1 slot was given to two patients']);
  });

  test('when somebody is overdue and nobody is on it', () => {
    const late = notice({ state: 'open', overdue: true, evidence: null });
    expect(closing([late]).problems[0]).toContain('1 overdue without a task');
    expect(closing([{ ...late, taskId: 't' as never, taskReason: 'deadline_passed' }]).problems).toEqual([]);
  });

  test('when the ledgers disagree or a signature does not verify', () => {
    const ledgers = { ...agreement, twice: ['a'], missing: ['b'], unexpected: ['c'], agrees: false };
    const { problems } = closing([notice()], { ledgers, callbacks: { ...callbacks, verified: 3 } });
    expect(problems).toHaveLength(4);
  });
});

describe('the page', () => {
  const page = (paint: typeof plain, done = closing([notice(), notice({ state: 'open', evidence: null })])) =>
    renderClosing({ closing: done, zone, memoryMb: 812.4, realSeconds: 61.2 }, paint);

  test('shows numbers that add up to what was accepted', () => {
    const lines = page(plain);
    const rule = lines.indexOf('  ------');
    const above = lines.slice(lines.indexOf('Closing report') + 1, rule).map((l) => Number.parseInt(l, 10));
    expect(above.reduce((a, b) => a + b, 0)).toBe(2);
    expect(lines[rule + 1]).toContain('2  of 2 accepted');
  });

  test('fits 80 columns, and has no escape code where nobody asked for colour', () => {
    const lines = page(plain);
    expect(Math.max(...lines.map((l) => l.length))).toBeLessThanOrEqual(80);
    expect(lines.join('')).not.toContain('\u001b');
  });

  test('ends with the problems in red, or with what was checked', () => {
    expect(page(plain).at(-1)).toContain('The report sums');
    const late = notice({ state: 'open', overdue: true, evidence: null });
    expect(page(coloured, closing([late])).at(-1)).toBe(
      '\u001b[31mPROBLEM: 1 overdue without a task: nobody is on it\u001b[39m',
    );
  });
});
