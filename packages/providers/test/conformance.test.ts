/**
 * Every request we make of Twilio, held against its published OpenAPI file as it goes over the wire: a renamed parameter would
 * be ignored there, and nobody would be called.
 */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type TwilioConfig, twilioCaller, twilioIm, twilioSms } from '../src/index.js';
import { twilioRequest } from './openapi.js';
import { answerJson, type Provider, startProvider } from './provider.js';
import { callRequest, imRequest, patient, textRequest, twilioConfig } from './senders.js';

const messageSid = `SM${'1'.repeat(32)}`;
const callSid = `CA${'1'.repeat(32)}`;
const serviceSid = `MG${'2'.repeat(32)}`;
const since = new Date('2026-11-23T13:00:00Z');
const pool = '+15550100001,+15550100002';

/** An ordinary use of every function there is. A function that is missing here fails the census below. */
const uses = {
  twilioSms: {
    make: twilioSms,
    functions: {
      send: [
        [{}, [textRequest]],
        [{ TWILIO_MESSAGING_SERVICE_SID: serviceSid }, [textRequest]],
        [{ TWILIO_FROM_NUMBER: pool }, [{ ...textRequest, from: '+15550100002' }]],
      ],
      find: [[{}, [{ to: patient, body: 'Reply 1', since }]]],
      statusOf: [[{}, [messageSid]]],
    },
  },
  twilioCaller: {
    make: twilioCaller,
    functions: {
      place: [
        [{}, [callRequest]],
        [{}, [{ ...callRequest, detection: null }]],
        [{ TWILIO_FROM_NUMBER: pool }, [{ ...callRequest, from: '+15550100002' }]],
      ],
      find: [[{}, [{ to: patient, since }]]],
      statusOf: [[{}, [callSid]]],
      hangUp: [[{}, [callSid]]],
      recall: [[{}, [callSid]]],
    },
  },
  twilioIm: {
    make: twilioIm,
    functions: {
      send: [
        [{}, [imRequest]],
        [{}, [{ ...imRequest, template: null, body: 'Noted' }]],
      ],
    },
  },
} as const satisfies Record<
  string,
  {
    make: (config: TwilioConfig) => object;
    functions: Record<string, readonly (readonly [Partial<TwilioConfig>, readonly unknown[]])[]>;
  }
>;
type Client = Record<string, (...given: unknown[]) => Promise<unknown>>;
const clientOf = (make: (config: TwilioConfig) => object, config: TwilioConfig): Client => make(config) as Client;

describe.each(Object.entries(uses))('%s', (_name, { make, functions }) => {
  let provider: Provider;
  beforeEach(async () => {
    provider = await startProvider();
    provider.answer = answerJson(200, {
      sid: messageSid,
      status: 'sent',
      messages: [],
      calls: [],
      next_page_uri: null,
    });
  });
  afterEach(() => provider.close());
  const holds = twilioRequest();

  test('all of its functions are held against the file', () => {
    expect(Object.keys(functions).sort()).toEqual(Object.keys(clientOf(make, twilioConfig(provider.url))).sort());
  });

  test.each(Object.entries(functions))('%s asks for what the file knows, and for nothing else', async (name, calls) => {
    for (const [config, given] of calls) {
      provider.asked.length = 0;
      await clientOf(make, twilioConfig(provider.url, config))[name]?.(...given);
      expect(provider.asked.length).toBeGreaterThan(0);
      for (const request of provider.asked) expect(holds(request)).toEqual([]);
    }
  });
});

describe('the file is asked strictly', () => {
  const holds = twilioRequest();
  const account = `/2010-04-01/Accounts/AC${'0'.repeat(32)}`;
  const request = (method: string, path: string, query = '', body = '') => ({
    method,
    path: account + path,
    query: new URLSearchParams(query),
    body,
  });
  test.each([
    ['a misspelt parameter', request('POST', '/Messages.json', '', 'To=%2B1&StatusCallBack=https://x.example')],
    ['a missing parameter', request('POST', '/Calls.json', '', 'To=%2B15550100001')],
    ['a number that is a word', request('POST', '/Messages.json', '', 'To=%2B1&ValidityPeriod=soon')],
    ['a misspelt filter', request('GET', '/Messages.json', 'DateSentAfter=2026-11-23')],
    ['an id of another kind', request('GET', `/Calls/SM${'1'.repeat(32)}.json`)],
    ['a path that is not there', request('GET', '/Texts.json')],
    ['a method that is not there', request('PUT', '/Messages.json')],
  ])('%s is a fault', (_what, asked) => expect(holds(asked)).not.toEqual([]));
});

test('of a pool the number that was picked sends and calls; without a pick the first [edge case 69]', async () => {
  const provider = await startProvider();
  provider.answer = answerJson(201, { sid: messageSid });
  const config = twilioConfig(provider.url, { TWILIO_FROM_NUMBER: pool });
  await twilioSms(config).send({ ...textRequest, from: '+15550100002' });
  await twilioCaller(config).place({ ...callRequest, from: '+15550100002' });
  await twilioSms(config).send(textRequest);
  await twilioCaller(config).place(callRequest);
  expect(provider.asked.map((a) => new URLSearchParams(a.body).get('From'))).toEqual([
    '+15550100002',
    '+15550100002',
    '+15550100001',
    '+15550100001',
  ]);
  await provider.close();
});
