import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { openApiDocument } from '../src/openapi.js';
import { adminToken, batch, handOver, type Intake, openIntake, row } from './practice.js';

interface Media {
  content?: Record<string, { schema: object }>;
}
interface Documented extends Record<string, unknown> {
  requestBody?: Media;
  responses: Record<string, Media>;
}
const document = openApiDocument() as { openapi: string; paths: Record<string, Record<string, Documented>> };

let intake: Intake;
beforeAll(async () => {
  intake = await openIntake();
});
afterAll(() => intake.close());

const ajv = new Ajv2020({ strict: false, allErrors: true });
(formats as unknown as (a: Ajv2020) => void)(ajv);
const check = (schema: object, value: unknown): ValidateFunction['errors'] => {
  const validate = ajv.compile(schema);
  validate(value);
  return validate.errors;
};
const answerSchema = (method: string, path: string, status: number): object => {
  const schema = document.paths[path]?.[method]?.responses[status]?.content?.['application/json']?.schema;
  if (!schema) throw new Error(`${method} ${path} does not document ${status}`);
  return schema;
};

test('the document is served, and readable without any script', async () => {
  const served = await intake.ask('GET', '/openapi.json', { key: null });
  expect(served.json).toEqual(JSON.parse(JSON.stringify(document)));
  expect(document.openapi).toBe('3.1.0');
  const docs = await intake.ask('GET', '/docs', { key: null });
  expect([docs.status, docs.text.includes('<script'), docs.text.includes('https://')]).toEqual([200, false, false]);
  for (const path of Object.keys(document.paths)) expect(docs.text).toContain(path);
});

describe('every documented operation exists', () => {
  const some = '00000000-0000-7000-8000-000000000000';
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [method.toUpperCase(), path] as const),
  );
  // Without a key, a route that exists says 401; one that does not says 404.
  test.each(operations)('%s %s', async (method, path) => {
    const body = method === 'GET' || method === 'DELETE' ? {} : { body: {} };
    const answer = await intake.ask(method as 'GET', path.replace(/\{\w+\}/g, some), { key: null, ...body });
    expect(answer.status).toBe(401);
  });
});

test('a request that is documented is accepted as documented', async () => {
  const schema = document.paths['/v1/batches']?.post?.requestBody?.content?.['application/json']?.schema ?? {};
  expect(check(schema, batch([row()]))).toBeNull();
  expect(check(schema, batch([{ ...row(), start: 7 }]))).not.toBeNull();
});

test('what is answered fits what is documented', async () => {
  const key = adminToken;
  const practices = await intake.ask('GET', '/v1/practices', { key });
  expect(check(answerSchema('get', '/v1/practices', 200), practices.json)).toBeNull();
  const accepted = await intake.ask('POST', '/v1/batches', {
    body: batch([row(), {}, row({ patient: { contacts: [] } })]),
  });
  expect(check(answerSchema('post', '/v1/batches', 202), accepted.json)).toBeNull();
  await intake.conduct();
  for (const [method, path, documented] of [
    ['get', `/v1/batches/${accepted.json.id}/notices`, '/v1/batches/{id}/notices'],
    ['get', `/v1/batches/${accepted.json.id}/report`, '/v1/batches/{id}/report'],
    ['get', '/v1/policy', '/v1/policy'],
    ['get', '/v1/tasks', '/v1/tasks'],
    ['get', '/v1/slots', '/v1/slots'],
    ['get', '/v1/webhook-endpoints', '/v1/webhook-endpoints'],
    ['get', '/v1/webhook-deliveries', '/v1/webhook-deliveries'],
  ] as const) {
    const answer = await intake.ask('GET', path);
    expect([path, check(answerSchema(method, documented, 200), answer.json)]).toEqual([path, null]);
  }
});

test('a problem fits what is documented', async () => {
  const { components } = document as unknown as { components: { schemas: { Problem: object } } };
  for (const body of [batch([{}]), batch([]), '{'])
    expect(check(components.schemas.Problem, (await intake.ask('POST', '/v1/batches', { body })).json)).toBeNull();
  await handOver(intake, [row()]);
});
