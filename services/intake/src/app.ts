/** Wires the practice's API: one file per noun, everything injected. */
import rateLimit from '@fastify/rate-limit';
import { apiScopes, maxBodyBytes } from '@rollcall/contracts';
import type { Database } from '@rollcall/database';
import { type Clock, createHttp, type Logger, type Metrics, type NewId } from '@rollcall/platform';
import type { FastifyInstance } from 'fastify';
import { type Authentication, authentication } from './authentication.js';
import { batchRoutes } from './routes/batches.js';
import { callListRoutes } from './routes/call-list.js';
import { documentRoutes } from './routes/documents.js';
import { exportRoutes } from './routes/export.js';
import { imTemplateRoutes } from './routes/im-templates.js';
import { languageRoutes } from './routes/languages.js';
import { noticeRoutes } from './routes/notices.js';
import { patientRoutes } from './routes/patients.js';
import { policyRoutes } from './routes/policy.js';
import { practiceRoutes } from './routes/practices.js';
import { senderRoutes } from './routes/senders.js';
import { slotRoutes } from './routes/slots.js';
import { streamRoutes } from './routes/stream.js';
import { taskRoutes } from './routes/tasks.js';
import { webhookRoutes } from './routes/webhooks.js';

export interface IntakeDeps {
  database: Database;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  newId: NewId;
  adminToken: string;
  requestsPerMinute: number;
  /** Real milliseconds without progress after which the system stands still. */
  stallMs: number;
}
export interface IntakeContext extends IntakeDeps {
  auth: Authentication;
}

export async function buildApp(deps: IntakeDeps): Promise<FastifyInstance> {
  const app = createHttp({
    logger: deps.logger,
    metrics: deps.metrics,
    ready: async () => ({ database: await deps.database.ready() }),
    bodyLimit: maxBodyBytes,
  });
  await app.register(rateLimit, {
    max: deps.requestsPerMinute,
    timeWindow: '1 minute',
    // Per key, not per address: a practice's systems may sit behind one proxy.
    keyGenerator: (request) => request.headers.authorization ?? request.ip,
    allowList: (request) => ['/healthz', '/readyz', '/metrics'].includes(request.url),
  });
  const context: IntakeContext = { ...deps, auth: authentication(deps.database, deps.adminToken) };
  // Before the body is read: 16 MiB are taken from nobody without a key. Each route then asks for its scopes.
  app.addHook('onRequest', async (request) => {
    const route = request.routeOptions.url ?? '';
    if (route.startsWith('/v1/') && !isForAdmin(route)) await context.auth.practice(request, ...apiScopes);
  });
  for (const routes of [
    practiceRoutes,
    policyRoutes,
    languageRoutes,
    batchRoutes,
    exportRoutes,
    streamRoutes,
    noticeRoutes,
    senderRoutes,
    patientRoutes,
    slotRoutes,
    taskRoutes,
    callListRoutes,
    imTemplateRoutes,
    webhookRoutes,
    documentRoutes,
  ])
    await app.register(async (scope) => routes(scope, context));
  return app;
}

const adminRoutes = ['/v1/practices', '/v1/api-keys', '/v1/senders', '/v1/im-templates'];
const isForAdmin = (route: string): boolean => adminRoutes.some((own) => route.startsWith(own));
