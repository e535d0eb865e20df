/** Requests are read by the schemas that document them. What does not fit is named, field by field, without its value. */
import { Problem } from '@rollcall/platform';
import { z } from 'zod';

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((p) => `/${String(p).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

export function readBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const read = schema.safeParse(body ?? {});
  if (read.success) return read.data;
  throw new Problem('invalid', undefined, {
    errors: read.error.issues.slice(0, 50).map((i) => ({
      pointer: pointerOf(i.path),
      code: i.code,
      detail: i.message.replace(/, received .*$/, '').slice(0, 200),
    })),
  });
}

const Id = z.uuid();
/** An id from the path: what is no id cannot exist. */
export function readId(value: unknown): string {
  const read = Id.safeParse(value);
  if (!read.success) throw new Problem('not_found');
  return read.data;
}

export const Paging = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(400).optional(),
});

/** Cursors are opaque to callers: the sort key of the last row seen. */
export const writeCursor = (key: unknown): string => Buffer.from(JSON.stringify(key)).toString('base64url');
export function readCursor<S extends z.ZodType>(schema: S, cursor: string | undefined): z.output<S> | null {
  if (cursor === undefined) return null;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new Problem('invalid', undefined, {
      errors: [{ pointer: '/cursor', code: 'invalid', detail: 'is not a cursor of this list' }],
    });
  }
}
export const IdCursor = Id;

/** `{data, nextCursor}`; a page that is full may have a next one. */
export const page = <T>(
  data: T[],
  limit: number,
  keyOf: (last: T) => unknown,
): { data: T[]; nextCursor: string | null } => {
  const last = data.at(-1);
  return { data, nextCursor: data.length === limit && last !== undefined ? writeCursor(keyOf(last)) : null };
};
