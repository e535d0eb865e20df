import { describe, expect, test } from '@jest/globals';
import { EmailEnvironment, SmsEnvironment } from '@rollcall/contracts';
import { guarded, isStandIn, mayContact } from '../src/index.js';

const outside = { production: false, standIn: false, allowList: '+15550100001, me@example.org' };

describe('outside production', () => {
  test.each([
    ['+12125550101', false],
    ['whatsapp:+12125550101', false],
    ['ana@example.com', false],
    ['+15550100001', true],
    ['whatsapp:+15550100001', true],
    ['Me@Example.org', true],
    // No pattern, no prefix: a list of whole addresses.
    ['+155501000012', false],
  ])('%s is contacted only when it is on the list: %s [edge case 85]', (address, may) =>
    expect(mayContact(address, outside)).toBe(may),
  );

  test('without a list nobody real is contacted, and the attempt says why: a test day is a dry run [edge case 85]', async () => {
    let sent = 0;
    const send = guarded(
      async () => {
        sent += 1;
        return { kind: 'accepted', ref: 'SM1' };
      },
      { ...outside, allowList: '' },
    );
    const outcome = await send({ attempt: { address: '+12125550101' } } as never, { token: 'x', mailToken: 'y' });
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'recipient_not_allowed_outside_production', fault: null });
    expect(sent).toBe(0);
  });

  test.each([
    [undefined, false],
    ['http://simulator:8082', true],
    ['http://127.0.0.1:9', true],
    ['https://api.twilio.com', false],
    ['https://API.Dublin.ie1.twilio.com.', false],
    ['https://api.eu.sendgrid.com', false],
    ['https://twilio.com.example.org', true],
  ])(
    'the base URL %s is a stand-in: %s: writing the provider’s own address reaches no patient [edge case 85]',
    (url, is) => expect(isStandIn(url)).toBe(is),
  );

  test.each([
    ['sms', SmsEnvironment],
    ['email', EmailEnvironment],
  ])('a %s worker that was not told whether this is production does not start [edge case 85]', (_what, schema) => {
    const { error } = schema.safeParse({});
    expect(error?.issues.map((i) => i.path.join('.'))).toContain('NODE_ENV');
  });
});

test('in production every patient is contacted', () => {
  expect(mayContact('+12125550101', { ...outside, production: true })).toBe(true);
});
