/** Structured logs that hold ids only. What could name a patient or open a door is removed at the source. */
import { type DestinationStream, pino } from 'pino';
import { scrub } from './scrub.js';

export type { Logger } from 'pino';

import type { Logger } from 'pino';

const sensitive = [
  'authorization',
  'headers',
  'body',
  'params',
  'payload',
  'query',
  'url',
  'to',
  'from',
  'To',
  'From',
  'Body',
  'phone',
  'email',
  'name',
  'given',
  'family',
  'address',
  'text',
  'html',
  'subject',
  'birthDate',
  'secret',
  'token',
  'key',
  'contacts',
  'patient',
];

interface SerializedError {
  type: string;
  message: string;
  code?: string;
  stack?: string;
}

/** Postgres puts row values into `detail`, HTTP clients put requests into their errors: only these four fields pass. */
function serializeError(error: unknown): SerializedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an error' };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: scrub(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {}),
    ...(error.stack ? { stack: scrub(error.stack) } : {}),
  };
}

export function createLogger(options: { service: string; level: string; destination?: DestinationStream }): Logger {
  const settings = {
    level: options.level,
    base: { service: options.service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: serializeError },
    redact: { paths: [...sensitive, ...sensitive.map((s) => `*.${s}`)], remove: true },
  };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}
