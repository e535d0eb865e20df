/**
 * Requests are held against the providers' published OpenAPI files. The files let misspelt parameters pass; here every
 * name must be known.
 */
import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';

export interface Fault {
  /** `unknown`: no such parameter. */
  kind: 'unknown' | 'missing' | 'wrong';
  /** The parameter, e.g. `StatusCallback` or `personalizations.0.to`. */
  parameter: string;
  message: string;
}
/** Null when the request is well-formed. */
export type Check = (values: unknown) => Fault | null;

interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: unknown;
  anyOf?: Schema[];
}
interface Operation {
  parameters?: { name: string; in: string }[];
  requestBody?: { content?: Record<string, { schema: Schema }> };
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { requestBodies?: Record<string, { content: Record<string, { schema: Schema }> }> };
}

const read = (file: string): Document =>
  JSON.parse(readFileSync(new URL(`../openapi/${file}`, import.meta.url), 'utf8')) as Document;

/** Formats of Twilio's own; those that are mere documentation accept any text. */
const twilioFormats: Record<string, RegExp | true> = {
  'phone-number': true,
  endpoint: true,
  'http-method': /^(GET|POST|HEAD|PUT|PATCH|DELETE)$/,
  twiml: true,
  currency: true,
  'uri-map': true,
  'date-time-rfc-2822': true,
  'date-time-rfc-2822-or-iso-8601': true,
};

export interface TwilioChecks {
  createMessage: Check;
  listMessages: Check;
  createCall: Check;
  listCalls: Check;
  updateCall: Check;
}

export function twilioChecks(): TwilioChecks {
  const document = read('twilio.json');
  const account = '/2010-04-01/Accounts/{AccountSid}';
  // Everything in a form is text: types are read out of it; one value of a list comes without brackets.
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: 'array', validateFormats: true });
  ajvFormats.default(ajv);
  for (const [name, format] of Object.entries(twilioFormats)) ajv.addFormat(name, format);
  const form = (path: string): Check => {
    const schema =
      document.paths[account + path]?.post?.requestBody?.content?.['application/x-www-form-urlencoded']?.schema;
    if (!schema) throw new Error(`the Twilio file has no form for ${path}`);
    const validate = ajv.compile({ ...closed(schema), components: document.components });
    return (values) => run(validate, structuredClone(values));
  };
  const query = (path: string): Check => {
    const known = new Set(
      document.paths[account + path]?.get?.parameters?.filter((p) => p.in === 'query').map((p) => p.name),
    );
    return (values) => {
      const stranger = Object.keys(values as object).find((name) => !known.has(name));
      return stranger === undefined ? null : { kind: 'unknown', parameter: stranger, message: 'is not a parameter' };
    };
  };
  return {
    createMessage: form('/Messages.json'),
    listMessages: query('/Messages.json'),
    createCall: form('/Calls.json'),
    listCalls: query('/Calls.json'),
    updateCall: form('/Calls/{Sid}.json'),
  };
}

export function sendGridCheck(): Check {
  const document = read('sendgrid-mail.json');
  const schema = document.components.requestBodies?.PostMailSend?.content['application/json']?.schema;
  if (!schema?.properties) throw new Error('the SendGrid file has no body for mail/send');
  // The file says string; the service takes an object.
  schema.properties.custom_args = { anyOf: [{ type: 'string' }, { type: 'object' }] };
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajvFormats.default(ajv);
  const components = closed(document.components as unknown as Schema);
  const validate = ajv.compile({ ...closed(schema), components });
  return (values) => run(validate, values);
}

/** The schema with every object closed that lists its properties. */
function closed<S>(schema: S): S {
  if (Array.isArray(schema)) return schema.map(closed) as S;
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([k, v]) => [k, closed(v)])) as Record<string, unknown>;
  const listsProperties = inner.type === 'object' && typeof inner.properties === 'object';
  return (listsProperties && inner.additionalProperties === undefined
    ? { ...inner, additionalProperties: false }
    : inner) as unknown as S;
}

function run(validate: ValidateFunction, values: unknown): Fault | null {
  if (validate(values)) return null;
  const faults = (validate.errors ?? []).map(faultOf);
  return faults.find((f) => f.kind === 'unknown') ?? faults[0] ?? null;
}

function faultOf(error: ErrorObject): Fault {
  const at = error.instancePath.split('/').slice(1);
  const params = error.params as { additionalProperty?: string; missingProperty?: string };
  const own = params.additionalProperty ?? params.missingProperty;
  const kind =
    error.keyword === 'additionalProperties' ? 'unknown' : error.keyword === 'required' ? 'missing' : 'wrong';
  return {
    kind,
    parameter: [...at, ...(own === undefined ? [] : [own])].join('.') || 'body',
    message: error.message ?? 'is wrong',
  };
}
