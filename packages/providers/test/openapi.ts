/** Our requests are held against the providers' published OpenAPI files, which let misspelt parameters pass: we do not. */
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';

/** What is wrong with a request; empty when it is well-formed. */
export type Check = (values: unknown) => string[];
type Json = Record<string, unknown>;
interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema?: Json }[];
  requestBody?: { content: Record<string, { schema: Json }> };
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { requestBodies?: Record<string, { content: Record<string, { schema: Json }> }> };
}

const read = (file: string): Document =>
  JSON.parse(readFileSync(new URL(`openapi/${file}`, import.meta.url), 'utf8')) as Document;

/** Formats of Twilio's own. Those that are mere documentation accept any text. */
const twilioFormats: Record<string, RegExp | true> = {
  'phone-number': true,
  endpoint: true,
  'http-method': /^(GET|POST|HEAD|PUT|PATCH|DELETE)$/,
  twiml: true,
  currency: true,
  'uri-map': true,
  'date-time-rfc-2822': true,
};
const account = '/2010-04-01/Accounts/{AccountSid}';

/** The body of a form as the file describes it: a repeated parameter is a list, as `explode: true` would say had Twilio said it. */
export function formOf(body: string): Record<string, string | string[]> {
  const form = new URLSearchParams(body);
  const names = [...new Set(form.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = form.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

export function twilioForm(path: string): Check {
  const document = read('twilio.json');
  const schema =
    document.paths[account + path]?.post?.requestBody?.content['application/x-www-form-urlencoded']?.schema;
  if (!schema) throw new Error(`the Twilio file has no form for ${path}`);
  // Everything in a form is text: types are read out of it, and a list of one comes without brackets.
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: 'array' });
  ajvFormats.default(ajv);
  for (const [name, format] of Object.entries(twilioFormats)) ajv.addFormat(name, format);
  const validate = ajv.compile({ ...closed(schema), components: document.components });
  return (values) => run(validate, structuredClone(values));
}

export function twilioQuery(path: string): Check {
  const parameters = read('twilio.json').paths[account + path]?.get?.parameters ?? [];
  const known = new Set(parameters.filter((p) => p.in === 'query').map((p) => p.name));
  return (values) => Object.keys(values as object).filter((name) => !known.has(name));
}

interface Request {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
}

/**
 * Holds a whole request against the Twilio file: there is such an operation, its path and every parameter are as the file
 * says, and none has a name the file does not know.
 */
export function twilioRequest(): (request: Request) => string[] {
  const document = read('twilio.json');
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: 'array' });
  ajvFormats.default(ajv);
  for (const [name, format] of Object.entries({ ...twilioFormats, 'date-time-rfc-2822-or-iso-8601': true as const }))
    ajv.addFormat(name, format);
  return ({ method, path, query, body }) => {
    const found = operationOf(document, method.toLowerCase(), path);
    if (!found) return [`there is no ${method} ${path}`];
    const { operation, places } = found;
    const schema = operation.requestBody?.content['application/x-www-form-urlencoded']?.schema ?? {
      type: 'object',
      properties: {},
    };
    const parameters = (where: string): Json => {
      const own = (operation.parameters ?? []).filter((p) => p.in === where);
      return {
        type: 'object',
        properties: Object.fromEntries(own.map((p) => [p.name, p.schema ?? {}])),
        required: own.filter((p) => p.required).map((p) => p.name),
        additionalProperties: false,
      };
    };
    const held = (against: Json, values: object): string[] =>
      run(ajv.compile({ ...against, components: document.components }), structuredClone(values));
    return [
      ...held(parameters('path'), places),
      ...held(parameters('query'), formOf(query.toString())),
      ...held(closed(schema), formOf(body)),
    ];
  };
}

function operationOf(
  document: Document,
  method: string,
  path: string,
): { operation: Operation; places: Record<string, string> } | null {
  const parts = path.split('/');
  const fits = Object.keys(document.paths)
    .map((template) => template.split('/'))
    .filter((t) => t.length === parts.length && document.paths[t.join('/')]?.[method]);
  // `Messages.json` is no `{Sid}.json`: the path with the fewest places is meant.
  const matched = fits
    .map((template) => ({ template, places: placesOf(template, parts) }))
    .filter((m) => m.places !== null)
    .sort((a, b) => Object.keys(a.places ?? {}).length - Object.keys(b.places ?? {}).length)[0];
  const operation = matched && document.paths[matched.template.join('/')]?.[method];
  return operation && matched?.places ? { operation, places: matched.places } : null;
}

function placesOf(template: readonly string[], parts: readonly string[]): Record<string, string> | null {
  const places: Record<string, string> = {};
  for (const [n, part] of template.entries()) {
    const place = /^\{(\w+)\}(.*)$/.exec(part);
    const value = parts[n] ?? '';
    if (place?.[1] === undefined) {
      if (part !== value) return null;
    } else if (!value.endsWith(place[2] ?? '')) return null;
    else places[place[1]] = value.slice(0, value.length - (place[2] ?? '').length);
  }
  return places;
}

export function sendGridMail(): Check {
  const { components } = read('sendgrid-mail.json');
  const schema = components.requestBodies?.PostMailSend?.content['application/json']?.schema;
  if (!schema) throw new Error('the SendGrid file has no body for mail/send');
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajvFormats.default(ajv);
  const validate = ajv.compile({ ...closed(schema), components: closed(components) });
  return (values) => run(validate, values);
}

/** The schema with every object closed that lists its properties. */
function closed<S>(schema: S): S {
  if (Array.isArray(schema)) return schema.map(closed) as S;
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner: Json = Object.fromEntries(Object.entries(schema).map(([k, v]) => [k, closed(v)]));
  const lists = inner.type === 'object' && typeof inner.properties === 'object';
  return (lists && inner.additionalProperties === undefined ? { ...inner, additionalProperties: false } : inner) as S;
}

const run = (validate: ValidateFunction, values: unknown): string[] =>
  validate(values)
    ? []
    : (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
