/** Providers add parameters without notice and leave others out: neither may lose an answer or make one up. */
import { describe, expect, test } from '@jest/globals';
import { Fact } from '@rollcall/contracts';
import fc from 'fast-check';
import { dedupeKey, type InboxKind, inboxKinds, readInbox } from '../../src/index.js';
import { attemptId } from '../senders.js';
import { changed, samplesOf } from './changed.js';

const kinds = inboxKinds.filter((k) => k.startsWith('twilio.') || k.startsWith('sendgrid.'));

test('there is a sample of every webhook', () => {
  expect(kinds.filter((k) => samplesOf(k).length === 0)).toEqual([]);
});

describe.each(kinds)('%s', (kind: InboxKind) => {
  const sample = fc.constantFrom(...samplesOf(kind));

  test('with parameters nobody announced says what it said without them', () => {
    const strangers = fc.dictionary(
      fc.string({ minLength: 1, maxLength: 20 }).map((name) => `X${name}`),
      fc.oneof(fc.string(), fc.constant('')),
    );
    fc.assert(
      fc.property(sample, strangers, (payload, added) => {
        expect(readInbox(kind, attemptId, { ...added, ...payload })).toEqual(readInbox(kind, attemptId, payload));
      }),
    );
  });

  test('with parameters left out, emptied, doubled or of another kind is a fact or none, and known by a key of its own', () => {
    fc.assert(
      fc.property(sample.chain(changed), (payload) => {
        for (const fact of readInbox(kind, attemptId, payload)) expect(Fact.safeParse(fact).success).toBe(true);
        // The index it is kept in holds no NUL, and no more than 2,700 bytes.
        expect(dedupeKey(kind, attemptId, payload)).toMatch(/^[\x20-\x7e]{1,1000}$/);
      }),
      { numRuns: 300 },
    );
  });
});
