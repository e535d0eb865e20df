/** OpenAPI 3.1, generated from the schemas that check the requests. A test holds it against the routes that exist. */
import { Problem } from '@rollcall/contracts';
import { z } from 'zod';
import { operations } from './operations/index.js';

const json = (schema: z.ZodType, io: 'input' | 'output'): object => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<
    string,
    unknown
  >;
  return rest;
};

export function openApiDocument(): object {
  const problem = {
    description: 'Problem details (RFC 9457) with a stable `code`',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  const paths: Record<string, Record<string, object>> = {};
  for (const o of operations) {
    const names = [...o.path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
    paths[o.path] = {
      ...paths[o.path],
      [o.method]: {
        summary: o.summary,
        tags: [o.tag],
        description: `Needs: ${o.scopes}.`,
        security: [{ key: [] }],
        parameters: [
          ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
          ...Object.entries(o.query ?? {}).map(([name, description]) => ({
            name,
            in: 'query',
            description,
            schema: { type: 'string' },
          })),
          ...(o.idempotent
            ? [
                {
                  name: 'Idempotency-Key',
                  in: 'header',
                  description: 'Same key and body: same answer. Same key, other body: 409.',
                  schema: { type: 'string', maxLength: 255 },
                },
              ]
            : []),
        ],
        ...(o.body
          ? { requestBody: { required: true, content: { 'application/json': { schema: json(o.body, 'input') } } } }
          : {}),
        responses: {
          [String(o.answer?.status ?? 200)]: {
            description: o.summary,
            ...(o.answer?.schema
              ? { content: { 'application/json': { schema: json(o.answer.schema, 'output') } } }
              : {}),
            ...(o.answer?.type ? { content: { [o.answer.type]: { schema: { type: 'string' } } } } : {}),
          },
          ...(o.also
            ? {
                [String(o.also.status)]: {
                  description: o.also.description,
                  content: { 'application/json': { schema: json(o.also.schema, 'output') } },
                },
              }
            : {}),
          default: problem,
        },
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rollcall',
      version: '1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'When a practice must cancel appointments, Rollcall tells every patient, keeps on until each has confirmed, and works each into the coming schedule.',
    },
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', bearerFormat: 'rk_<id>_<secret>' } },
      schemas: { Problem: json(Problem, 'output') },
    },
  };
}
