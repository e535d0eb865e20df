/** Twilio's official client on our transport: one per process and account. */
import { numbersOf, type Outcome, type TwilioSettings } from '@rollcall/contracts';
import twilio from 'twilio';
import { outcomeOf } from './classify.js';
import type { Caller, ImSender, SmsSender, Told } from './ports.js';
import { Transport, TwilioHttp } from './transport.js';

export type TwilioConfig = TwilioSettings & { PROVIDER_TIMEOUT_MS?: number };

const defaultTimeoutMs = 10_000;
/** By default Twilio retries a failed callback only when it could not connect; with this also after 5xx and timeouts. */
const retryCallbacks = '#rc=3&rp=all';

/** The official client; who opens the transport closes it. */
export function clientOn(transport: Transport, config: TwilioSettings): twilio.Twilio {
  return twilio(config.TWILIO_ACCOUNT_SID, config.TWILIO_AUTH_TOKEN, {
    httpClient: new TwilioHttp(transport) as unknown as twilio.RequestClient,
    autoRetry: false,
  });
}

const clientOf = (config: TwilioConfig): twilio.Twilio =>
  clientOn(
    new Transport({
      timeoutMs: config.PROVIDER_TIMEOUT_MS ?? defaultTimeoutMs,
      ...(config.TWILIO_API_BASE_URL ? { baseUrl: config.TWILIO_API_BASE_URL } : {}),
    }),
    config,
  );

/** A messaging service picks a sticky sender from its own pool; of ours the caller has picked one. */
const textSender = (
  config: TwilioConfig,
  picked: string | null | undefined,
): { messagingServiceSid: string } | { from: string } | null => {
  if (config.TWILIO_MESSAGING_SERVICE_SID) return { messagingServiceSid: config.TWILIO_MESSAGING_SERVICE_SID };
  const from = ownNumber(config, picked);
  return from ? { from } : null;
};
const ownNumber = (config: TwilioConfig, picked: string | null | undefined): string | undefined =>
  picked ?? numbersOf(config)[0];
/** No sender is configured: certainly nothing was sent, and no patient is to blame. */
const noSender: Outcome = { kind: 'misconfigured', code: 'no_sender' };

/** States worth a callback; before them the provider itself is still waiting. */
const messageNews: ReadonlySet<string> = new Set(['sent', 'delivered', 'undelivered', 'failed', 'read']);
const callNews: ReadonlySet<string> = new Set([
  'ringing',
  'in-progress',
  'completed',
  'busy',
  'no-answer',
  'failed',
  'canceled',
]);
const told = (
  kind: Told['kind'],
  news: ReadonlySet<string>,
  status: string,
  payload: Record<string, string>,
): Told | null => (news.has(status) ? { kind, payload } : null);

export function twilioSms(config: TwilioConfig): SmsSender {
  const client = clientOf(config);
  return {
    send: async (r) => {
      const sender = textSender(config, r.from);
      if (sender === null) return noSender;
      return outcomeOf(async () => {
        const message = await client.messages.create({
          ...sender,
          to: r.to,
          body: r.body,
          statusCallback: r.statusCallback + retryCallbacks,
          validityPeriod: r.validitySeconds,
        });
        return message.sid;
      });
    },
    find: async ({ to, body, since }) => {
      const found = await client.messages.list({ to, dateSentAfter: since, limit: 50 });
      return found.filter((m) => m.body === body && m.direction !== 'inbound').map((m) => m.sid);
    },
    statusOf: async (ref) => {
      const m = await client.messages(ref).fetch();
      return told('twilio.message.status', messageNews, m.status, {
        MessageSid: m.sid,
        MessageStatus: m.status,
        ErrorCode: m.errorCode ? String(m.errorCode) : '',
      });
    },
  };
}

export function twilioCaller(config: TwilioConfig): Caller {
  const client = clientOf(config);
  return {
    place: async (r) => {
      const from = ownNumber(config, r.from);
      return from === undefined
        ? noSender
        : outcomeOf(async () => {
            const call = await client.calls.create({
              from,
              to: r.to,
              url: r.url,
              method: 'POST',
              fallbackUrl: r.fallbackUrl,
              fallbackMethod: 'POST',
              statusCallback: r.statusCallback + retryCallbacks,
              statusCallbackMethod: 'POST',
              statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
              timeout: r.ringSeconds,
              timeLimit: r.timeLimitSeconds,
              ...(r.detection
                ? {
                    machineDetection: 'DetectMessageEnd',
                    // A string: Twilio takes no boolean here.
                    asyncAmd: 'true',
                    asyncAmdStatusCallback: r.detection.callback + retryCallbacks,
                    asyncAmdStatusCallbackMethod: 'POST',
                  }
                : {}),
            });
            return call.sid;
          });
    },
    find: async ({ to, since }) => {
      const found = await client.calls.list({ to, startTimeAfter: since, limit: 50 });
      return found.map((c) => c.sid);
    },
    statusOf: async (ref) => {
      const c = await client.calls(ref).fetch();
      return told('twilio.call.status', callNews, c.status, {
        CallSid: c.sid,
        CallStatus: c.status,
        AnsweredBy: c.answeredBy ?? '',
      });
    },
    hangUp: async (ref) => {
      await client.calls(ref).update({ status: 'completed' });
    },
    recall: async (ref) => {
      await client.calls(ref).update({ status: 'canceled' });
    },
  };
}

export function twilioIm(config: TwilioConfig): ImSender {
  const client = clientOf(config);
  return {
    send: async (r) => {
      const from = r.to.startsWith('messenger:') ? config.TWILIO_MESSENGER_FROM : config.TWILIO_WHATSAPP_FROM;
      return from === undefined
        ? noSender
        : outcomeOf(async () => {
            const message = await client.messages.create({
              from,
              to: r.to,
              // Since 2025-04-01 a template sent as a body fails with 63016.
              ...(r.template
                ? { contentSid: r.template.contentSid, contentVariables: JSON.stringify(r.template.variables) }
                : { body: r.body ?? '' }),
              statusCallback: r.statusCallback + retryCallbacks,
              validityPeriod: r.validitySeconds,
            });
            return message.sid;
          });
    },
  };
}
