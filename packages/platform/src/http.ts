/** The HTTP face of a process: request ids, health, metrics, problem details, and log lines without ids or tokens. */
import type { ProblemCode } from '@rollcall/contracts';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Problem } from './errors.js';
import { newId } from './ids.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

export interface HttpOptions {
  logger: Logger;
  metrics: Metrics;
  /** Named checks; the process is ready when all hold. */
  ready: () => Promise<Record<string, boolean>>;
  bodyLimit?: number;
  trustProxy?: boolean | string;
}

const requestIdForm = /^[A-Za-z0-9._-]{1,64}$/;
const quiet = new Set(['/healthz', '/readyz', '/metrics']);

export function createHttp(options: HttpOptions): FastifyInstance {
  const { logger, metrics } = options;
  const app = fastify({
    logger: false,
    bodyLimit: options.bodyLimit ?? 1024 * 1024,
    trustProxy: options.trustProxy ?? false,
    // Longer than the 60 s of common load balancers, so that they never reuse a socket that we are closing.
    keepAliveTimeout: 65_000,
    forceCloseConnections: true,
    genReqId: (raw) => {
      const given = raw.headers['x-request-id'];
      return typeof given === 'string' && requestIdForm.test(given) ? given : newId();
    },
  }) as unknown as FastifyInstance;
  // What nobody asks for is refused by its type, not read.
  app.removeContentTypeParser('text/plain');
  const seconds = metrics.histogram(
    'http_seconds',
    'Duration of requests',
    ['route', 'method', 'status'],
    [0.005, 0.02, 0.05, 0.1, 0.5, 1, 5, 30],
  );

  // The line of a request holds what is written below and nothing else: looking for what must not stand there took a tenth of a
  // webhook's time (measured).
  const requests = logger.child({}, { redact: [] });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    // The pattern, not the path: paths carry ids and tokens.
    const route = request.routeOptions.url ?? 'unknown';
    seconds.observe({ route, method: request.method, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
    if (quiet.has(route)) return;
    requests.info(
      { reqId: request.id, method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'request',
    );
  });
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply, logger));
  app.setNotFoundHandler((request, reply) => send(new Problem('not_found'), request, reply));

  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const checks = await options.ready();
    const ready = Object.values(checks).every(Boolean);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', checks });
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.render()));
  return app;
}

const ofFastify: Record<string, ProblemCode> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid',
};

function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply, logger: Logger): FastifyReply {
  if (error instanceof Problem) return send(error, request, reply);
  const code = ofFastify[error.code];
  if (code) return send(new Problem(code), request, reply);
  if (error instanceof SyntaxError && error.statusCode === 400)
    return send(new Problem('malformed_json'), request, reply);
  if (error.statusCode === 429) return send(new Problem('too_many_requests'), request, reply);
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return send(new Problem('invalid'), request, reply);
  logger.error({ err: error, reqId: request.id, route: request.routeOptions.url }, 'request failed');
  return send(new Problem('internal'), request, reply);
}

function send(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (problem.more.retryAfterSeconds !== undefined) reply.header('retry-after', String(problem.more.retryAfterSeconds));
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify(problem.toJSON(request.id)));
}

/** For workers: health and metrics on a port of their own. */
export async function listenForHealth(
  options: HttpOptions & { host: string; port: number; defer?: (close: () => Promise<void>, name?: string) => void },
): Promise<FastifyInstance> {
  const app = createHttp(options);
  await app.listen({ host: options.host, port: options.port });
  options.defer?.(() => app.close(), 'health');
  return app;
}
