/** Configuration from the environment. Every fault is named at once, and no secret is printed. */
import { z } from 'zod';

const port = (fallback: number) => z.coerce.number().int().min(0).max(65535).default(fallback);
const keyRing = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,16}:[A-Za-z0-9+/=_-]{40,}(,[A-Za-z0-9_-]{1,16}:[A-Za-z0-9+/=_-]{40,})*$/, {
    error:
      'must be id:base64key,… with 32-byte keys; the first seals, all open, the one called `index` makes the blind indexes',
  });

export const CommonEnvironment = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: z.url(),
  DATABASE_POOL: z.coerce.number().int().min(1).max(100).default(8),
  /** Business time over wall time. Refused in production. */
  CLOCK_SPEED: z.coerce.number().min(0.01).max(10_000).default(1),
  /** Wall-clock milliseconds at which business time equalled CLOCK_START. */
  CLOCK_EPOCH: z.coerce.number().optional(),
  CLOCK_START: z.coerce.number().optional(),
});
/** One URL, or those of several nodes of a cluster, separated by commas. */
const RedisUrls = z.string().refine((urls) => urls.split(',').every((url) => z.url().safeParse(url.trim()).success), {
  error: 'must be a URL, or several separated by commas',
});
export const QueueEnvironment = z.object({ REDIS_URL: RedisUrls.optional() });
export const SealingEnvironment = z.object({ ENCRYPTION_KEYS: keyRing });
export const PublicEnvironment = z.object({ PUBLIC_URL: z.url() });
export const TwilioEnvironment = z.object({
  TWILIO_ACCOUNT_SID: z.string().regex(/^AC[0-9a-f]{32}$/),
  TWILIO_AUTH_TOKEN: z.string().min(16),
  TWILIO_AUTH_TOKEN_PREVIOUS: z.string().min(16).optional(),
  /** One number, or a pool separated by commas: each patient keeps hearing from the same one. */
  TWILIO_FROM_NUMBER: z
    .string()
    .regex(/^\+[1-9]\d{6,14}(\s*,\s*\+[1-9]\d{6,14})*$/)
    .optional(),
  TWILIO_MESSAGING_SERVICE_SID: z
    .string()
    .regex(/^MG[0-9a-f]{32}$/)
    .optional(),
  TWILIO_WHATSAPP_FROM: z
    .string()
    .regex(/^whatsapp:\+[1-9]\d{6,14}$/)
    .optional(),
  TWILIO_MESSENGER_FROM: z
    .string()
    .regex(/^messenger:\d{5,40}$/)
    .optional(),
  /** `name.language=HX…,…`: approved WhatsApp templates, for what the registry does not know yet. */
  TWILIO_CONTENT_SIDS: z.string().default(''),
  TWILIO_API_BASE_URL: z.url().optional(),
});
export type TwilioSettings = z.infer<typeof TwilioEnvironment>;
/** The numbers calls come from, and texts where no messaging service sends them. */
export const numbersOf = ({ TWILIO_FROM_NUMBER }: Pick<TwilioSettings, 'TWILIO_FROM_NUMBER'>): string[] =>
  TWILIO_FROM_NUMBER?.split(',').map((n) => n.trim()) ?? [];
/** Whether a base URL leads somewhere else than to the provider. Naming the provider's own address makes nothing a stand-in. */
export function isStandIn(baseUrl: string | undefined): boolean {
  if (baseUrl === undefined) return false;
  const host = new URL(baseUrl).hostname.toLowerCase().replace(/\.$/, '');
  return !['twilio.com', 'sendgrid.com', 'sendgrid.net'].some((own) => host === own || host.endsWith(`.${own}`));
}

export const SendGridEnvironment = z.object({
  SENDGRID_API_KEY: z.string().min(8),
  SENDGRID_FROM: z.email(),
  /** An address of the domain whose mail SendGrid hands to the gateway (Inbound Parse). Without it mail is not answered. */
  SENDGRID_REPLY_TO: z.email().optional(),
  SENDGRID_API_BASE_URL: z.url().optional(),
});
export type SendGridSettings = z.infer<typeof SendGridEnvironment>;
export const SendGridWebhookEnvironment = z.object({ SENDGRID_WEBHOOK_PUBLIC_KEY: z.string().min(40) });
/** Real milliseconds without progress after which the system counts as standing still. */
const stallMs = z.coerce.number().int().min(1000).max(3_600_000).default(120_000);
export const IntakeEnvironment = CommonEnvironment.extend(SealingEnvironment.shape).extend({
  PORT: port(8080),
  ADMIN_TOKEN: z.string().min(16),
  /** Requests a minute and key. */
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).default(6000),
  STALL_MS: stallMs,
});
export const GatewayEnvironment = CommonEnvironment.extend(SealingEnvironment.shape)
  .extend(PublicEnvironment.shape)
  .extend(SendGridWebhookEnvironment.shape)
  .extend({
    PORT: port(8081),
    /**
     * Who stands before the gateway and may say whose request it is (X-Forwarded-For): addresses and networks, separated by
     * commas, or `none` when patients come straight to it. Unset: addresses are not told apart, only links are rate-limited.
     */
    TRUST_PROXY: z
      .string()
      .regex(/^(none|[0-9A-Fa-f.:/]+(\s*,\s*[0-9A-Fa-f.:/]+)*)$/, {
        error: 'must be `none`, or addresses and networks separated by commas',
      })
      .optional(),
    TWILIO_ACCOUNT_SID: TwilioEnvironment.shape.TWILIO_ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: TwilioEnvironment.shape.TWILIO_AUTH_TOKEN,
    TWILIO_AUTH_TOKEN_PREVIOUS: TwilioEnvironment.shape.TWILIO_AUTH_TOKEN_PREVIOUS,
    /** Set, the provider is a stand-in: then a call may be put through also outside production. */
    TWILIO_API_BASE_URL: TwilioEnvironment.shape.TWILIO_API_BASE_URL,
    RECIPIENT_ALLOW_LIST: z.string().default(''),
  });
/** Workers listen on this port for health and metrics only. */
export const WorkerEnvironment = CommonEnvironment.extend(SealingEnvironment.shape).extend({
  METRICS_PORT: port(9090),
});
/** Plans, relays, applies and heals; asks the providers about what is in doubt. */
export const ConductorEnvironment = WorkerEnvironment.extend(QueueEnvironment.shape)
  .extend(TwilioEnvironment.shape)
  .extend({
    RECONCILE_MS: z.coerce.number().int().min(100).max(60_000).default(5000),
    /** An attempt that waits for a worker this long is published again. */
    REPUBLISH_AFTER_MS: z.coerce.number().int().min(500).max(600_000).default(20_000),
    /** A doubtful send is left to callbacks this long before the provider is asked. */
    DOUBT_MS: z.coerce.number().int().min(500).max(600_000).default(15_000),
    /** A message the provider took, and of which no callback came for so long, is asked about by its reference. */
    SILENCE_MS: z.coerce.number().int().min(500).max(3_600_000).default(120_000),
    /**
     * New calls a second, whatever the number of replicas: Twilio starts one a second per account and queues the rest for
     * up to 24 hours.
     */
    CALLS_PER_SECOND: z.coerce.number().min(0.1).max(1000).default(1),
    /** Where to remember how far the database has come, so that a restored backup is noticed. Redis remembers it without. */
    TIDE_FILE: z.string().optional(),
  });
/** How long a worker may hold an attempt; a provider call must be shorter. */
const leaseMs = z.coerce.number().int().min(1000).max(300_000).default(30_000);
/** Outside production a worker calls nobody real: a provider base URL must be set, or each number listed. */
const RecipientGuard = z.object({
  /** No default: who sends must say whether patients are real. */
  NODE_ENV: CommonEnvironment.shape.NODE_ENV.unwrap(),
  RECIPIENT_ALLOW_LIST: z.string().default(''),
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(500).default(150),
  LEASE_MS: leaseMs,
  PROVIDER_TIMEOUT_MS: z.coerce.number().int().min(100).max(120_000).default(10_000),
});
const ChannelWorkerEnvironment = WorkerEnvironment.extend(QueueEnvironment.shape)
  .extend(PublicEnvironment.shape)
  .extend(RecipientGuard.shape);
export const VoiceEnvironment = ChannelWorkerEnvironment.extend(TwilioEnvironment.shape).extend({
  /**
   * Where Twilio turns when the gateway gives no document in time: a static file on another host. `{call}` and `{lang}`
   * become the practice's number (digits) and the patient's language. By default the gateway's own /twilio/fallback.
   */
  VOICE_FALLBACK_URL: z.string().optional(),
});
export const SmsEnvironment = ChannelWorkerEnvironment.extend(TwilioEnvironment.shape);
export const ImEnvironment = ChannelWorkerEnvironment.extend(TwilioEnvironment.shape);
export const EmailEnvironment = ChannelWorkerEnvironment.extend(SendGridEnvironment.shape);
export const RescheduleEnvironment = WorkerEnvironment;
export const CallbacksEnvironment = WorkerEnvironment.extend({
  /** Comma-separated `host:port` targets to which callbacks may go although they are private or plain http. */
  CALLBACK_ALLOW: z.string().default(''),
  /** Where the call lists of practices in danger are written. Names and numbers in the clear: a folder for operators only. */
  CALL_LIST_DIR: z.string().optional(),
  STALL_MS: stallMs,
});
/** Reads only, by two connections, and needs no key: it looks at ids, states and times. */
export const AuditorEnvironment = CommonEnvironment.omit({ DATABASE_POOL: true })
  .extend({
    METRICS_PORT: port(9090),
    /** Milliseconds between two looks. */
    AUDIT_MS: z.coerce.number().int().min(100).max(600_000).default(10_000),
    LEASE_MS: leaseMs,
    /** Asked after each look that found nothing; who hears nothing raises the alarm. */
    HEARTBEAT_URL: z.url().optional(),
  })
  .refine((e) => e.NODE_ENV !== 'production' || !e.HEARTBEAT_URL || e.HEARTBEAT_URL.startsWith('https://'), {
    path: ['HEARTBEAT_URL'],
    error: 'must be https',
  });
