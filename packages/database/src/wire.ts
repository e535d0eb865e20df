/**
 * Values on their way to Postgres and back, at the speed of many rows. The driver's own ways are right and slow: it quotes
 * every element of an array, writes dates in the local zone and reads them with a regular expression (a twelfth of a
 * conductor's time, measured). What is not plain is left to it.
 */
import pg from 'pg';

/** What may stand in an array literal without quotes; NULL is a word of its own. */
const plain = /^(?!null$)[\w.:+-]+$/i;

/** An array as Postgres reads it, or the array itself where something in it wants the driver's care. */
export function arrayLiteral(values: readonly unknown[]): string | readonly unknown[] {
  let text = '';
  for (const value of values) {
    const element = elementOf(value);
    if (element === null) return values;
    text += text === '' ? element : `,${element}`;
  }
  return `{${text}}`;
}

function elementOf(value: unknown): string | null {
  if (typeof value === 'string') return plain.test(value) ? value : null;
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  return null;
}

/** Parameters of a statement as the driver takes them. */
export const parameters = (values: readonly unknown[]): unknown[] =>
  values.map((value) => {
    if (Array.isArray(value))
      return value.length > 0 && value.every(Buffer.isBuffer) ? byteas(value) : arrayLiteral(value);
    return value instanceof Date ? value.toISOString() : value;
  });

/** One of an array's values in Postgres' binary format: how long it is, and how it is written. Null is written as nothing. */
interface Element {
  bytes: number;
  write: (into: Buffer, at: number) => void;
}

/** An array in Postgres' binary format: nothing in it needs quotes, and nobody looks for their end. */
function binaryArray(typeId: number, elements: readonly (Element | null)[]): Buffer {
  const head = 20;
  const array = Buffer.allocUnsafe(elements.reduce((sum, e) => sum + 4 + (e?.bytes ?? 0), head));
  // One dimension, perhaps with nulls, of this type; so many, counted from one.
  [1, 1, typeId, elements.length, 1].forEach((n, i) => {
    array.writeInt32BE(n, i * 4);
  });
  let at = head;
  for (const element of elements) {
    at = array.writeInt32BE(element?.bytes ?? -1, at);
    element?.write(array, at);
    at += element?.bytes ?? 0;
  }
  return array;
}

const typeIds = { bytea: 17, json: 114, jsonb: 3802 };
const jsonbVersion = 1;

const byteas = (values: readonly Buffer[]): Buffer =>
  binaryArray(
    typeIds.bytea,
    values.map((value) => ({ bytes: value.length, write: (into, at) => void value.copy(into, at) })),
  );

/** Documents that are text already, as a `json[]`: as an array's text each would be escaped once more. */
export const jsonArray = (documents: readonly (string | null)[]): Buffer =>
  binaryArray(
    typeIds.json,
    documents.map((text) =>
      text === null ? null : { bytes: Buffer.byteLength(text), write: (into, at) => void into.write(text, at, 'utf8') },
    ),
  );

/** The same as a `jsonb[]`. */
export const jsonbArray = (documents: readonly string[]): Buffer =>
  binaryArray(
    typeIds.jsonb,
    documents.map((text) => ({
      bytes: 1 + Buffer.byteLength(text),
      write: (into, at) => void into.write(text, into.writeUInt8(jsonbVersion, at), 'utf8'),
    })),
  );

const timestamptz = 1184;
const readDefault = pg.types.getTypeParser(timestamptz, 'text') as (text: string) => Date | number | null;

/** `2026-11-24 11:45:00.123456+00`, as a session in UTC writes it; milliseconds are kept, as a `Date` has them. */
export function readInstant(text: string): Date | number | null {
  const at = (from: number): number => text.charCodeAt(from) - 48;
  const two = (from: number): number => at(from) * 10 + at(from + 1);
  if (text.length < 22 || text[4] !== '-' || !text.endsWith('+00')) return readDefault(text);
  let ms = 0;
  for (let n = 20, worth = 100; worth >= 1 && n < text.length - 3; n++, worth /= 10) ms += at(n) * worth;
  return new Date(Date.UTC(two(0) * 100 + two(2), two(5) - 1, two(8), two(11), two(14), two(17), ms));
}

/** The driver's readers, with ours for instants. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: ((id: number, format?: 'text' | 'binary') =>
    id === timestamptz && format !== 'binary'
      ? readInstant
      : pg.types.getTypeParser(id, format as 'text')) as typeof pg.types.getTypeParser,
};
