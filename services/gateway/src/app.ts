/** Wires the door: health and errors from the platform, one file per group of routes. */
import formbody from '@fastify/formbody';
import rateLimit from '@fastify/rate-limit';
import type { Conversation } from '@rollcall/contracts';
import { type Database, loadConversations } from '@rollcall/database';
import { type Clock, coalesce, createHttp, type Logger, type Metrics } from '@rollcall/platform';
import type { FastifyInstance } from 'fastify';
import { Receiver } from './receiver.js';
import { calendarRoutes } from './routes/calendar.js';
import { callerRoutes } from './routes/callers.js';
import { fallbackRoutes } from './routes/fallback.js';
import { inboundRoutes } from './routes/inbound.js';
import { pageRoutes } from './routes/page.js';
import { sendGridRoutes } from './routes/sendgrid.js';
import { statusRoutes } from './routes/status.js';
import { unsubscribeRoutes } from './routes/unsubscribe.js';
import { voiceRoutes } from './routes/voice.js';

export interface Door {
  database: Database;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  /** The address providers and patients use; signatures are checked on it, never on the Host header. */
  publicUrl: string;
  /** The current token first, then the one being rotated out. */
  twilioTokens: string[];
  /** Base64 DER (SPKI) of the event webhook's key. */
  sendGridPublicKey: string;
  /** Which proxies may say whose request it is: addresses and networks, separated by commas. Absent: nobody. */
  trustProxy?: string;
  /** The address of a request is the patient's, not that of a proxy nobody told us of. */
  addressesAreKnown?: boolean;
  /** How long a patient's request waits for the conductor before it is answered with "one moment". Real milliseconds. */
  patienceMs?: number;
  /** A call is answered within so many real milliseconds, if need be with the practice's number alone. */
  answerWithinMs?: number;
  /** Whether a practice's own line may be rung: outside production only a stand-in, or a number that is listed. */
  mayDial?: (number: string) => boolean;
}

/** The conversation of an attempt, fresh from the database; null for an unknown attempt. */
export type OpenConversation = (attemptId: string) => Promise<Conversation | null>;

/** Twilio's and SendGrid's events are far smaller; a mail with attachments may not be. */
const bodyLimit = 10 * 1024 * 1024;

export async function buildApp(door: Door): Promise<FastifyInstance> {
  const app = createHttp({
    logger: door.logger,
    metrics: door.metrics,
    ready: async () => ({ database: await door.database.ready() }),
    bodyLimit,
    ...(door.trustProxy === undefined ? {} : { trustProxy: door.trustProxy }),
  });
  await app.register(formbody, { bodyLimit: 256 * 1024 });
  await app.register(rateLimit, { global: false });
  const receiver = new Receiver(door);
  // All who are on the line at the same moment share the statements. Nobody hears a hundredth of a second.
  const open: OpenConversation = coalesce(
    async (ids) => {
      const conversations = await loadConversations(door.database, [...new Set(ids)]);
      return ids.map((id) => conversations.get(id) ?? null);
    },
    { gatherMs: 10, enough: 20 },
  );
  await app.register(async (scope) => {
    statusRoutes(scope, door, receiver);
    inboundRoutes(scope, door, receiver);
    callerRoutes(scope, door, receiver);
    fallbackRoutes(scope);
    voiceRoutes(scope, door, receiver, open);
  });
  await app.register(async (scope) => sendGridRoutes(scope, door, receiver));
  await app.register(async (scope) => pageRoutes(scope, door, receiver, open));
  await app.register(async (scope) => calendarRoutes(scope, door, open));
  await app.register(async (scope) => unsubscribeRoutes(scope, door, receiver, open));
  return app;
}
