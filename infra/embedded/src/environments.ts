/** The environment of every process of the embedded system. */
import type { Secrets } from './secrets.js';
import type { ProcessName, System, SystemOptions } from './system.js';

/** 32 hex digits that an approved template would have. */
const contentSid = (n: number): string => `HX${n.toString(16).padStart(32, '0')}`;
const templates = ['notice', 'offer', 'booked', 'noted', 'clarify', 'correction'];

/** Each process gets what it needs and nothing else. */
export function environments(
  options: SystemOptions,
  secrets: Secrets,
  databaseUrl: string,
  urls: System['urls'],
): Record<ProcessName, Record<string, string>> {
  const common: Record<string, string> = {
    NODE_ENV: 'development',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
    HOST: '127.0.0.1',
    ...(options.clock
      ? {
          CLOCK_SPEED: String(options.clock.speed),
          CLOCK_EPOCH: String(options.clock.epoch),
          CLOCK_START: String(options.clock.start),
        }
      : {}),
  };
  const stored = { ...common, DATABASE_URL: databaseUrl, DATABASE_POOL: '5', ENCRYPTION_KEYS: secrets.encryptionKeys };
  const queued = { ...stored, ...(options.redisUrl ? { REDIS_URL: options.redisUrl } : {}) };
  const twilio = {
    TWILIO_ACCOUNT_SID: secrets.twilioSid,
    TWILIO_AUTH_TOKEN: secrets.twilioToken,
    TWILIO_FROM_NUMBER: '+15005550006',
    TWILIO_WHATSAPP_FROM: 'whatsapp:+15005550006',
    TWILIO_CONTENT_SIDS: templates
      .flatMap((t, n) => ['en', 'es'].map((l, m) => `appointment_${t}.${l}=${contentSid(n * 2 + m + 1)}`))
      .join(','),
    TWILIO_API_BASE_URL: urls.simulator,
  };
  const sendGrid = {
    SENDGRID_API_KEY: secrets.sendGridKey,
    SENDGRID_FROM: 'messages@rollcall.example',
    SENDGRID_REPLY_TO: 'answers@rollcall.example',
    SENDGRID_API_BASE_URL: urls.simulator,
  };
  const pub = { PUBLIC_URL: urls.gateway };
  return {
    intake: { ...stored, ADMIN_TOKEN: secrets.adminToken },
    gateway: {
      ...stored,
      ...pub,
      TWILIO_ACCOUNT_SID: secrets.twilioSid,
      TWILIO_AUTH_TOKEN: secrets.twilioToken,
      TWILIO_API_BASE_URL: urls.simulator,
      SENDGRID_WEBHOOK_PUBLIC_KEY: secrets.webhookPublicKey,
    },
    // A simulated account starts as many calls a second as a small practice needs on its day.
    conductor: { ...queued, ...twilio, CALLS_PER_SECOND: '1' },
    voice: { ...queued, ...twilio, ...pub },
    sms: { ...queued, ...twilio, ...pub },
    im: { ...queued, ...twilio, ...pub },
    email: { ...queued, ...sendGrid, ...pub },
    reschedule: stored,
    callbacks: { ...stored, CALLBACK_ALLOW: options.callbackAllow ?? '' },
    auditor: { ...common, DATABASE_URL: databaseUrl },
    simulator: {
      ...common,
      ...pub,
      SIM_SEED: String(options.simulator.seed),
      SIM_FAULTS: JSON.stringify(options.simulator.faults ?? {}),
      TWILIO_ACCOUNT_SID: secrets.twilioSid,
      TWILIO_AUTH_TOKEN: secrets.twilioToken,
      SENDGRID_API_KEY: secrets.sendGridKey,
      SENDGRID_WEBHOOK_PRIVATE_KEY: secrets.webhookPrivateKey,
    },
  };
}
