/** One operation of the API, with the schemas that check it. */
import { z } from 'zod';

export interface Operation {
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

export const list = (item: z.ZodType): z.ZodType =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable() });
export const paging = { limit: '1 to 500, default 100', cursor: 'nextCursor of the page before' };
/** Who did it, where a person acts. */
export const By = z.strictObject({ by: z.string().optional() });
