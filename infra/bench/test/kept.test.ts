/** The bench's provider answers who asks later: a send in doubt is settled by it, and no run breaks off. */
import { expect, test } from '@jest/globals';
import { Kept } from '../src/end-to-end/kept.js';

const kept = new Kept();
const message = { sid: 'SM1', to: '+12125550100', body: 'Hello', status: 'delivered' };
const call = { sid: 'CA1', to: '+12125550100', status: 'completed' };
kept.keep(message);
kept.keep(call);

test.each([
  ['Messages.json?To=%2B12125550100&PageSize=50', { messages: [message] }],
  ['Calls.json?To=%2B12125550100', { calls: [call] }],
  ['Calls.json?To=%2B12125550199', { calls: [] }],
  ['Messages/SM1.json', message],
  ['Calls/CA1.json', call],
])('%s', (path, expected) => expect(kept.answer(`/2010-04-01/Accounts/AC1/${path}`)).toMatchObject(expected));

test('what it never took it does not know', () => {
  expect(kept.answer('/2010-04-01/Accounts/AC1/Messages/SM2.json')).toBeNull();
});
