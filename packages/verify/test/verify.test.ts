import { describe, expect, test } from '@jest/globals';
import type { BatchReport, ExportLine } from '@rollcall/contracts';
import { exits, inPlainWords, readLines, Unreadable, type Verdict, verify } from '../src/index.js';
import { anna, ben, exported, reported } from './a-ledger.js';

const judge = (lines: readonly (ExportLine | string)[], report: BatchReport | null = null): Promise<Verdict> =>
  verify(readLines(lines.map((l) => (typeof l === 'string' ? l : JSON.stringify(l)))), { report });
const first = async (lines: readonly (ExportLine | string)[], report: BatchReport | null = null) =>
  (await judge(lines, report)).breaks[0];
/** The line of the event `seq` of an outreach. */
const place = (lines: readonly ExportLine[], outreachId: string, seq: number): number =>
  lines.findIndex((l) => l.kind === 'event' && l.outreachId === outreachId && l.seq === seq);
const changed = (change: (lines: ExportLine[]) => void): ExportLine[] => {
  const lines = structuredClone(exported());
  change(lines);
  return lines;
};

test('an untouched export is verified, alone and with its report', async () => {
  for (const report of [null, reported()]) {
    const verdict = await judge(exported(), report);
    expect(verdict).toMatchObject({ outreaches: 2, events: 9, breaks: [], unknownTypes: [] });
    expect(inPlainWords(verdict, report !== null).exit).toBe(exits.verified);
  }
});

describe('whatever is done to the file, the first broken outreach and event are named', () => {
  test('a field is changed', async () => {
    const lines = changed((l) => Object.assign((l[place(l, anna, 3)] as { body: object }).body, { grade: 'attested' }));
    expect(await first(lines)).toMatchObject({ outreachId: anna, seq: 3 });
  });
  test('a time is changed', async () => {
    const lines = changed((l) => Object.assign(l[place(l, ben, 2)] as object, { at: '2026-11-24T11:00:00.000Z' }));
    expect(await first(lines)).toMatchObject({ outreachId: ben, seq: 2 });
  });
  test('a field is added', async () => {
    const lines = changed((l) => Object.assign((l[place(l, ben, 1)] as { body: object }).body, { note: 'x' }));
    expect(await first(lines)).toMatchObject({ outreachId: ben, seq: 1 });
  });
  test('an event is removed', async () => {
    const lines = changed((l) => l.splice(place(l, anna, 4), 1));
    expect(await first(lines)).toMatchObject({ outreachId: anna, seq: 4, why: 'the event is missing' });
  });
  test('the last event is removed', async () => {
    const lines = changed((l) => l.splice(place(l, anna, 6), 1));
    expect(await first(lines)).toMatchObject({ outreachId: anna, seq: 6, why: 'the event is missing' });
  });
  test('two events are swapped', async () => {
    const lines = changed((l) => {
      const [a, b] = [place(l, anna, 2), place(l, anna, 3)];
      [l[a], l[b]] = [l[b] as ExportLine, l[a] as ExportLine];
    });
    expect(await first(lines)).toMatchObject({ outreachId: anna, seq: 2 });
  });
  test('two events change places and numbers', async () => {
    const lines = changed((l) => {
      const [a, b] = [l[place(l, anna, 2)] as { body: object }, l[place(l, anna, 3)] as { body: object }];
      [a.body, b.body] = [b.body, a.body];
    });
    expect(await first(lines)).toMatchObject({ outreachId: anna, seq: 2 });
  });
  test('an event is added', async () => {
    const lines = changed((l) => {
      const last = place(l, ben, 3);
      l.splice(last + 1, 0, { ...(l[last] as object), seq: 4 } as ExportLine);
    });
    expect(await first(lines)).toMatchObject({ outreachId: ben, seq: 4 });
  });
  test('an event of one outreach is given to another', async () => {
    const lines = changed((l) => Object.assign(l[place(l, anna, 6)] as object, { outreachId: ben }));
    expect(await first(lines)).toMatchObject({ outreachId: ben, seq: 1 });
  });
  test('an outreach is removed', async () => {
    const lines = changed((l) => l.splice(1, 7));
    expect(await first(lines)).toMatchObject({ outreachId: null });
    expect(await first(lines, reported())).toBeDefined();
  });
});

test('a file that was cut off is broken wherever it was cut', async () => {
  const lines = exported().map((l) => JSON.stringify(l));
  for (let n = 1; n < lines.length; n++) {
    expect((await judge(lines.slice(0, n))).breaks).not.toEqual([]);
    const half = [...lines.slice(0, n), (lines[n] ?? '').slice(0, 30)];
    expect((await judge(half)).breaks).not.toEqual([]);
  }
  const within = [...lines.slice(0, 4), (lines[4] ?? '').slice(0, 30)];
  expect(await first(within)).toMatchObject({ outreachId: anna, seq: 4 });
});

test('a file that is no export is not judged, nor one of a later version', async () => {
  await expect(judge([])).rejects.toThrow(Unreadable);
  await expect(judge(['hello'])).rejects.toThrow(Unreadable);
  await expect(judge(exported().slice(1))).rejects.toThrow(Unreadable);
  await expect(judge([{ ...exported()[0], v: 2 } as ExportLine])).rejects.toThrow('version 2');
});

test('events of a later version keep the chain whole, and the verdict open', async () => {
  const verdict = await judge(exported([{ type: 'notice.sung', song: 'x' } as never]));
  expect(verdict.breaks).toEqual([]);
  expect(inPlainWords(verdict, false)).toMatchObject({ exit: exits.undecided });
});

describe('a report that is not this ledger’s', () => {
  const wrong = async (change: (r: BatchReport) => void) => {
    const report = reported();
    change(report);
    return first(exported(), report);
  };
  test('another batch', async () => {
    expect(await wrong((r) => Object.assign(r, { batchId: ben }))).toMatchObject({ outreachId: null });
  });
  test('a head with another hash: somebody wrote the whole chain anew', async () => {
    expect(await wrong((r) => Object.assign(r.ledgerHeads[1] ?? {}, { hash: 'a'.repeat(64) }))).toMatchObject({
      outreachId: ben,
      seq: 3,
    });
  });
  test('a head further on: the export lacks what the report has seen', async () => {
    expect(await wrong((r) => Object.assign(r.ledgerHeads[0] ?? {}, { seq: 9 }))).toMatchObject({
      outreachId: anna,
      seq: 7,
    });
  });
  test('a state, an evidence, a flag or a total that the events do not say', async () => {
    for (const change of [{ state: 'informed' }, { evidence: { grade: 'read' } }, { overdue: false }, { taskId: null }])
      expect(await wrong((r) => Object.assign(r.notices[2] ?? {}, change))).toMatchObject({ outreachId: ben });
    for (const total of Object.keys(reported().totals))
      expect((await wrong((r) => Object.assign(r.totals, { [total]: 7 })))?.why).toContain(total);
  });
  test('a notice left out, or listed twice', async () => {
    expect(await wrong((r) => r.notices.splice(0, 1))).toMatchObject({ outreachId: anna });
    expect(await wrong((r) => r.notices.push(r.notices[0] as never))).toMatchObject({ outreachId: anna });
  });
});

test('a day that went on after its report is still verified against it', async () => {
  const later = exported([{ type: 'task.resolved', taskId: 'x' as never, by: 'Mo', resolution: 'told' }]);
  const verdict = await judge(later, reported());
  expect(verdict).toMatchObject({ breaks: [], sinceReport: 1 });
});
