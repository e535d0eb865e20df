import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { codes, consequenceOf, faultOfSip, readInbox, twilioSms } from '../src/index.js';
import { answerJson, type Provider, startProvider } from './provider.js';
import { attemptId, textRequest, twilioConfig } from './senders.js';

const refused = (fault: string | null, scope: string, transient: boolean) => ({
  kind: 'rejected',
  fault,
  scope,
  transient,
});
const passing = refused(null, 'attempt', true);
const elsewhere = refused(null, 'attempt', false);
const wait = { kind: 'throttled' };
const ours = { kind: 'misconfigured' };

/** Written out again, code by code: a slip in the table would burn a good number, or call a bad one for ever. */
const table: readonly [string, string, object][] = [
  ['21211', 'invalid number', refused('invalid_number', 'all', false)],
  ['21217', 'invalid number of a call', refused('invalid_number', 'all', false)],
  ['13224', 'not to be called', passing],
  ['21614', 'not a mobile', refused('landline', 'sms', false)],
  ['30006', 'landline', refused('landline', 'sms', false)],
  ['30005', 'unknown handset', refused('not_in_service', 'sms', false)],
  ['30003', 'unreachable handset', passing],
  ['30008', 'unknown error of the carrier', passing],
  ['21610', 'opted out', refused('opted_out', 'sms', false)],
  ['30004', 'blocked', elsewhere],
  ['30007', 'filtered', elsewhere],
  ['30032', 'toll-free number unverified', ours],
  ['30034', 'campaign unregistered', ours],
  ['21606', 'not our number', ours],
  ['21212', 'invalid sender', ours],
  ['63007', 'no such channel sender', ours],
  ['21408', 'country not allowed', elsewhere],
  ['21215', 'country not allowed for calls', elsewhere],
  ['21612', 'no route', elsewhere],
  ['21216', 'call blocked', elsewhere],
  ['21214', 'number cannot be reached', elsewhere],
  ['10004', 'too many calls at once', wait],
  ['20429', 'too many requests', wait],
  ['21611', 'queue of the sender full', wait],
  ['30001', 'queue overflow', wait],
  ['63018', 'rate of the chat sender', wait],
  ['20003', 'authentication', ours],
  ['30002', 'account suspended', ours],
  ['20404', 'not found', ours],
  ['63016', 'outside the window', elsewhere],
  ['63003', 'not on WhatsApp', refused('no_whatsapp', 'im', false)],
  ['63024', 'invalid recipient', refused('no_whatsapp', 'im', false)],
  ['63049', 'Meta chose not to deliver', elsewhere],
  ['63014', 'blocked by the patient', refused('opted_out', 'im', false)],
  ['63005', 'content rejected', refused(null, 'attempt', false)],
  ['63013', 'policy', refused(null, 'attempt', false)],
  ['63021', 'content invalid', refused(null, 'attempt', false)],
  ['63036', 'RCS unreachable', elsewhere],
  ['30036', 'expired before it was sent', elsewhere],
  ['30450', 'pumping protection', ours],
  ['30610', 'quiet hours', elsewhere],
  ['30640', 'never to be contacted', refused('opted_out', 'sms', false)],
];

describe('error codes', () => {
  let provider: Provider;
  beforeAll(async () => {
    provider = await startProvider();
  });
  afterAll(() => provider.close());

  test('every code of the table is tried here', () => {
    expect(table.map(([code]) => code).sort()).toEqual(Object.keys(codes).sort());
  });

  test.each(table)('%s (%s) as a refusal', async (code, _meaning, expected) => {
    provider.answer = answerJson(400, { code: Number(code), message: 'refused', status: 400 });
    const outcome = await twilioSms(twilioConfig(provider.url)).send(textRequest);
    expect(outcome).toEqual({ ...expected, code, ...(expected === wait ? { retryAfterMs: 5000 } : {}) });
  });

  test.each(table)('%s (%s) in a callback', (code, _meaning, expected) => {
    const payload = { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: code };
    const aboutUs = expected === wait ? { sender: 'throttled' } : expected === ours ? { sender: 'refused' } : null;
    const { kind: _kind, ...known } = aboutUs ? passing : (expected as typeof passing);
    const again = code === '63016' ? { inAnotherForm: true } : null;
    expect(readInbox('twilio.message.status', attemptId, payload)).toEqual([
      { kind: 'delivery', attemptId, providerRef: 'SM1', status: 'failed', code, ...known, ...aboutUs, ...again },
    ]);
  });

  test('a code nobody told us about, or none, passes once', () => {
    expect(consequenceOf('99999')).toEqual(passing);
    expect(consequenceOf(null)).toEqual(passing);
  });

  test('a name every object has is not a code', () => {
    expect(consequenceOf('constructor')).toEqual(passing);
    expect(consequenceOf('__proto__')).toEqual(passing);
  });

  test.each([
    ['404', 'not_in_service'],
    ['484', 'not_in_service'],
    ['604', 'not_in_service'],
    ['480', null],
    ['486', null],
    ['503', null],
    [null, null],
  ])('the telephone network’s %s says of the number: %s', (sip, fault) => {
    expect(faultOfSip(sip)).toBe(fault);
  });
});
