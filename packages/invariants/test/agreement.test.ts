import { describe, expect, test } from '@jest/globals';
import { type Asked, compareLedgers, type OurAttempt } from '../src/index.js';

const ours = (id: string, state: OurAttempt['state']): OurAttempt => ({ id, state });
const request = (rid: string | null, verdict: Asked['verdict'] = 'accepted'): Asked => ({
  rid,
  verdict,
});
const compare = (attempts: OurAttempt[], requests: Asked[], after = requests) =>
  compareLedgers(attempts, { before: requests, after });

describe('the ledgers agree', () => {
  test('when every accepted attempt was asked for once, and nothing else was', () => {
    const result = compare(
      [ours('a', 'accepted'), ours('b', 'failed'), ours('c', 'superseded'), ours('d', 'queued')],
      [request('a'), request('b', 'refused')],
    );
    expect(result).toMatchObject({ agrees: true, attempts: 2, requests: 2, retried: 0 });
  });

  test('when an attempt failed before a request was made, or nobody knows whether one was', () => {
    expect(compare([ours('a', 'failed'), ours('b', 'unresolved')], [])).toMatchObject({ agrees: true, attempts: 0 });
    expect(compare([ours('a', 'unresolved')], [request('a', 'faulted-after')]).agrees).toBe(true);
  });

  test('when the provider turned one away unsent and was asked again', () => {
    const result = compare([ours('a', 'accepted')], [request('a', 'faulted-before'), request('a')]);
    expect(result).toMatchObject({ agrees: true, requests: 1, retried: 1 });
    expect(compare([ours('a', 'queued')], [request('a', 'faulted-before')]).agrees).toBe(true);
  });

  test('when something was sent while we were reading', () => {
    const during = [request('a'), request('b'), request('c')];
    expect(compare([ours('a', 'accepted'), ours('b', 'accepted')], [request('a')], during)).toMatchObject({
      agrees: true,
      attempts: 2,
      requests: 2,
    });
  });
});

describe('the ledgers disagree', () => {
  test('when a patient got the same message twice, whatever the provider answered', () => {
    expect(compare([ours('a', 'accepted')], [request('a', 'faulted-after'), request('a')])).toMatchObject({
      agrees: false,
      twice: ['a'],
    });
  });

  test('when we say it was sent and the provider has never seen it', () => {
    expect(compare([ours('a', 'accepted')], [])).toMatchObject({ agrees: false, missing: ['a'] });
    expect(compare([ours('a', 'accepted')], [request('a', 'refused')]).missing).toEqual(['a']);
  });

  test('when the provider was asked for what we took back, or for what is not ours', () => {
    expect(compare([ours('a', 'superseded')], [request('a')]).unexpected).toEqual(['a']);
    expect(compare([], [request('z'), request(null)]).unexpected).toEqual(['z', '']);
  });
});
