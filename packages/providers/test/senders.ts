/** The four channels, each with an ordinary request. */
import type { Outcome } from '@rollcall/contracts';
import {
  type SendGridConfig,
  sendGridEmail,
  type TwilioConfig,
  twilioCaller,
  twilioIm,
  twilioSms,
} from '../src/index.js';

export const attemptId = '0198c3a0-0000-7000-8000-000000000001';
export const offerId = '0198c3a0-0000-7000-8000-000000000002';
export const accountSid = `AC${'0'.repeat(32)}`;
export const authToken = 'a-token-for-tests-only';
export const patient = '+12125550101';
export const ourNumber = '+12125550199';

export const twilioConfig = (baseUrl: string, over: Partial<TwilioConfig> = {}): TwilioConfig => ({
  TWILIO_ACCOUNT_SID: accountSid,
  TWILIO_AUTH_TOKEN: authToken,
  TWILIO_FROM_NUMBER: ourNumber,
  TWILIO_WHATSAPP_FROM: `whatsapp:${ourNumber}`,
  TWILIO_CONTENT_SIDS: '',
  TWILIO_API_BASE_URL: baseUrl,
  ...over,
});
export const sendGridConfig = (baseUrl: string, over: Partial<SendGridConfig> = {}): SendGridConfig => ({
  SENDGRID_API_KEY: 'SG.a-key-for-tests-only',
  SENDGRID_FROM: 'practice@example.org',
  SENDGRID_API_BASE_URL: baseUrl,
  ...over,
});

export const statusCallback = `https://hooks.example.org/twilio/status/${attemptId}`;
export const textRequest = { attemptId, to: patient, body: 'Reply 1', statusCallback, validitySeconds: 3600 };
export const callRequest = {
  attemptId,
  to: patient,
  url: `https://hooks.example.org/twilio/voice/${attemptId}`,
  statusCallback,
  ringSeconds: 28,
  timeLimitSeconds: 240,
  fallbackUrl: 'https://hooks.example.org/twilio/fallback?call=15550100100',
  detection: { callback: `https://hooks.example.org/twilio/voice/${attemptId}/detected` },
};
export const imRequest = {
  attemptId,
  to: `whatsapp:${patient}`,
  template: { contentSid: `HX${'0'.repeat(32)}`, variables: { '1': 'José', payload1: `key:1:${attemptId}` } },
  body: null,
  statusCallback,
  validitySeconds: 3600,
};
export const mailRequest = {
  attemptId,
  to: 'patient@example.org',
  fromName: 'Main Street Clínica',
  subject: 'A message from your practice',
  text: 'Please open the page',
  html: '<p>Please open the page</p>',
  replyTo: null,
  unsubscribeUrl: `https://hooks.example.org/u/${'a1'.repeat(16)}`,
  calendars: [],
};

/** Sends an ordinary request through the channel, to the provider at `baseUrl`. */
export type Send = (baseUrl: string, timeoutMs?: number) => Promise<Outcome>;
const within = (timeoutMs: number | undefined) => (timeoutMs === undefined ? {} : { PROVIDER_TIMEOUT_MS: timeoutMs });
export const twilioSends: readonly (readonly [string, Send])[] = [
  ['a text', (url, ms) => twilioSms(twilioConfig(url, within(ms))).send(textRequest)],
  ['a call', (url, ms) => twilioCaller(twilioConfig(url, within(ms))).place(callRequest)],
  ['a chat message', (url, ms) => twilioIm(twilioConfig(url, within(ms))).send(imRequest)],
];
export const sends: readonly (readonly [string, Send])[] = [
  ...twilioSends,
  ['a mail', (url, ms) => sendGridEmail(sendGridConfig(url, within(ms))).send(mailRequest)],
];
