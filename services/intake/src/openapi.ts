/** OpenAPI 3.1, generated from the schemas that check the requests. A test holds it against the routes that exist. */
import * as c from '@rollcall/contracts';
import { z } from 'zod';

interface Operation {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  summary: string;
  tag: string;
  scopes: string;
  body?: z.ZodType;
  query?: Record<string, string>;
  answer?: { status: number; schema?: z.ZodType; type?: string };
  /** A second answer, for another kind of asking. */
  also?: { status: number; description: string; schema: z.ZodType };
  idempotent?: boolean;
}

const list = (item: z.ZodType): z.ZodType => z.object({ data: z.array(item), nextCursor: z.string().nullable() });
const paging = { limit: '1 to 500, default 100', cursor: 'nextCursor of the page before' };
const By = z.strictObject({ by: z.string().optional() });

export const operations: Operation[] = [
  {
    method: 'post',
    path: '/v1/practices',
    summary: 'Create a practice',
    tag: 'practices',
    scopes: 'ADMIN_TOKEN',
    body: c.PracticeInput,
    answer: { status: 201, schema: c.Practice },
  },
  {
    method: 'get',
    path: '/v1/practices',
    summary: 'List practices',
    tag: 'practices',
    scopes: 'ADMIN_TOKEN',
    query: paging,
    answer: { status: 200, schema: list(c.Practice) },
  },
  {
    method: 'get',
    path: '/v1/practices/{id}',
    summary: 'A practice',
    tag: 'practices',
    scopes: 'ADMIN_TOKEN',
    answer: { status: 200, schema: c.Practice },
  },
  {
    method: 'patch',
    path: '/v1/practices/{id}',
    summary: 'Change a practice',
    tag: 'practices',
    scopes: 'ADMIN_TOKEN',
    body: c.PracticePatch,
    answer: { status: 200, schema: c.Practice },
  },
  {
    method: 'post',
    path: '/v1/practices/{id}/api-keys',
    summary: 'Make a key; its secret is shown once',
    tag: 'practices',
    scopes: 'ADMIN_TOKEN',
    body: c.ApiKeyInput,
    answer: { status: 201, schema: c.ApiKeyCreated },
  },
  {
    method: 'delete',
    path: '/v1/api-keys/{id}',
    summary: 'Revoke a key',
    tag: 'practices',
    scopes: 'ADMIN_TOKEN',
    answer: { status: 204 },
  },
  {
    method: 'get',
    path: '/v1/policy',
    summary: 'The policy, or an older version of it',
    tag: 'policy',
    scopes: 'settings, batches or operate',
    query: { version: 'an older version' },
    answer: { status: 200, schema: c.PolicyVersion },
  },
  {
    method: 'put',
    path: '/v1/policy',
    summary: 'Replace the policy',
    tag: 'policy',
    scopes: 'settings',
    body: c.Policy,
    answer: { status: 200, schema: c.PolicyVersion },
  },
  {
    method: 'post',
    path: '/v1/batches',
    summary: 'Hand over cancelled appointments. With dryRun: the plan and the forecast, and nothing is written (200)',
    tag: 'batches',
    scopes: 'batches',
    body: c.BatchInput,
    answer: { status: 202, schema: c.BatchAccepted },
    also: { status: 200, description: 'With dryRun: the plan and the forecast', schema: c.BatchDryRun },
    idempotent: true,
  },
  {
    method: 'get',
    path: '/v1/batches',
    summary: 'Batches, newest first',
    tag: 'batches',
    scopes: 'batches or operate',
    query: paging,
    answer: { status: 200, schema: list(c.BatchProgress) },
  },
  {
    method: 'get',
    path: '/v1/batches/{id}',
    summary: 'Progress of a batch',
    tag: 'batches',
    scopes: 'batches or operate',
    answer: { status: 200, schema: c.BatchProgress },
  },
  {
    method: 'get',
    path: '/v1/batches/{id}/notices',
    summary: 'Who still does not know? `?state=open`',
    tag: 'batches',
    scopes: 'batches or operate',
    query: { ...paging, state: 'open, informed, rebooked, declined, withdrawn or unreachable' },
    answer: { status: 200, schema: list(c.NoticeView) },
  },
  {
    method: 'get',
    path: '/v1/batches/{id}/report',
    summary: 'The closing report; it sums to the batch',
    tag: 'batches',
    scopes: 'batches or operate',
    answer: { status: 200, schema: c.BatchReport },
  },
  {
    method: 'get',
    path: '/v1/batches/{id}/stream',
    summary: 'Server-sent events: progress, timeline, closed',
    tag: 'batches',
    scopes: 'batches or operate',
    answer: { status: 200, type: 'text/event-stream' },
  },
  {
    method: 'post',
    path: '/v1/batches/{id}/pause',
    summary: 'Hold back every send that has not begun',
    tag: 'batches',
    scopes: 'batches or operate',
    answer: { status: 200, schema: c.BatchProgress },
  },
  {
    method: 'post',
    path: '/v1/batches/{id}/resume',
    summary: 'Go on',
    tag: 'batches',
    scopes: 'batches or operate',
    answer: { status: 200, schema: c.BatchProgress },
  },
  {
    method: 'post',
    path: '/v1/batches/{id}/stop',
    summary: 'No more machines: everybody still open goes to a person',
    tag: 'batches',
    scopes: 'batches or operate',
    answer: { status: 200, schema: c.BatchProgress },
  },
  {
    method: 'get',
    path: '/v1/notices/{id}',
    summary: 'A notice with its outreach, plan and timeline',
    tag: 'notices',
    scopes: 'batches or operate',
    answer: { status: 200, schema: c.NoticeDetail },
  },
  {
    method: 'post',
    path: '/v1/notices/{id}/withdraw',
    summary: 'The appointment is on after all: stop, and correct those already told',
    tag: 'notices',
    scopes: 'batches',
    body: By,
    answer: { status: 200, schema: c.NoticeView },
  },
  {
    method: 'get',
    path: '/v1/outreaches/{id}',
    summary: 'An outreach with the reason for every step',
    tag: 'notices',
    scopes: 'batches or operate',
    answer: { status: 200, schema: c.OutreachView },
  },
  {
    method: 'post',
    path: '/v1/outreaches/{id}/attest',
    summary: 'An operator says, by name and how, that the party knows or cannot be reached',
    tag: 'notices',
    scopes: 'operate',
    body: c.AttestInput,
    answer: { status: 200, schema: c.OutreachView },
  },
  {
    method: 'put',
    path: '/v1/slots',
    summary: 'Upsert up to 10,000 slots',
    tag: 'slots',
    scopes: 'slots',
    body: c.SlotsInput,
    answer: { status: 200, schema: c.SlotsAccepted },
  },
  {
    method: 'get',
    path: '/v1/slots',
    summary: 'Slots',
    tag: 'slots',
    scopes: 'slots or operate',
    query: paging,
    answer: { status: 200, schema: list(c.SlotView) },
  },
  {
    method: 'delete',
    path: '/v1/slots/{externalId}',
    summary: 'Take a slot back',
    tag: 'slots',
    scopes: 'slots',
    answer: { status: 204 },
  },
  {
    method: 'get',
    path: '/v1/tasks',
    summary: 'The worklist, earliest due first',
    tag: 'tasks',
    scopes: 'operate',
    query: { ...paging, state: 'open, claimed or resolved; unresolved when absent' },
    answer: { status: 200, schema: list(c.TaskView) },
  },
  {
    method: 'post',
    path: '/v1/tasks/{id}/claim',
    summary: 'Take a task for some minutes',
    tag: 'tasks',
    scopes: 'operate',
    body: c.TaskClaimInput,
    answer: { status: 200, schema: c.TaskView },
  },
  {
    method: 'post',
    path: '/v1/tasks/{id}/release',
    summary: 'Give it back',
    tag: 'tasks',
    scopes: 'operate',
    body: c.TaskReleaseInput,
    answer: { status: 200, schema: c.TaskView },
  },
  {
    method: 'post',
    path: '/v1/tasks/{id}/resolve',
    summary: 'Done; telling is attested with it',
    tag: 'tasks',
    scopes: 'operate',
    body: c.TaskResolveInput,
    answer: { status: 200, schema: c.TaskView },
  },
  {
    method: 'post',
    path: '/v1/webhook-endpoints',
    summary: 'Where to deliver which events; the secret is shown once',
    tag: 'webhooks',
    scopes: 'settings',
    body: c.WebhookEndpointInput,
    answer: { status: 201, schema: c.WebhookEndpointView },
    idempotent: true,
  },
  {
    method: 'get',
    path: '/v1/webhook-endpoints',
    summary: 'Endpoints',
    tag: 'webhooks',
    scopes: 'settings',
    query: paging,
    answer: { status: 200, schema: list(c.WebhookEndpointView) },
  },
  {
    method: 'patch',
    path: '/v1/webhook-endpoints/{id}',
    summary: 'Change an endpoint',
    tag: 'webhooks',
    scopes: 'settings',
    body: c.WebhookEndpointPatch,
    answer: { status: 200, schema: c.WebhookEndpointView },
  },
  {
    method: 'delete',
    path: '/v1/webhook-endpoints/{id}',
    summary: 'Remove an endpoint',
    tag: 'webhooks',
    scopes: 'settings',
    answer: { status: 204 },
  },
  {
    method: 'post',
    path: '/v1/webhook-endpoints/{id}/rotate-secret',
    summary: 'A new secret; the old one signs beside it for 24 hours',
    tag: 'webhooks',
    scopes: 'settings',
    answer: { status: 200, schema: c.WebhookEndpointView },
  },
  {
    method: 'post',
    path: '/v1/webhook-endpoints/{id}/recover',
    summary: 'Deliver again what this endpoint missed',
    tag: 'webhooks',
    scopes: 'settings',
    query: { since: 'RFC 3339' },
    answer: { status: 202 },
  },
  {
    method: 'get',
    path: '/v1/webhook-deliveries',
    summary: 'Deliveries, newest first',
    tag: 'webhooks',
    scopes: 'settings or operate',
    query: { ...paging, state: 'pending, delivered or dead' },
    answer: { status: 200, schema: list(c.DeliveryView) },
  },
  {
    method: 'post',
    path: '/v1/webhook-deliveries/{id}/replay',
    summary: 'Deliver again, with the same event id',
    tag: 'webhooks',
    scopes: 'settings or operate',
    answer: { status: 202 },
  },
];

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
      schemas: { Problem: json(c.Problem, 'output') },
    },
  };
}
