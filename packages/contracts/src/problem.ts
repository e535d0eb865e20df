/** RFC 9457 problem details: every error that reaches a user, with its stable code and HTTP status. */
import { z } from 'zod';

export const problems = {
  malformed_json: [400, 'The body is not JSON'],
  invalid: [400, 'The request does not fit the schema'],
  unauthorized: [401, 'A valid key is needed'],
  forbidden: [403, 'The key lacks the scope for this'],
  not_found: [404, 'There is no such thing here'],
  conflict: [409, 'The state does not allow this'],
  idempotency_conflict: [409, 'This Idempotency-Key was used with another body'],
  too_large: [413, 'The body is larger than 16 MiB'],
  unsupported_media_type: [415, 'Send application/json'],
  no_good_row: [422, 'No appointment of the batch can be accepted'],
  unprocessable: [422, 'The request is well-formed but cannot be done'],
  too_many_requests: [429, 'Slow down'],
  internal: [500, 'Something broke on our side'],
  unavailable: [503, 'Not ready, try again'],
} as const satisfies Record<string, readonly [number, string]>;
export type ProblemCode = keyof typeof problems;

/** Why one row of a batch was refused. */
export const rowProblems = [
  'invalid',
  'end_before_start',
  'in_the_past',
  'duplicate_external_id',
  'already_open',
  'deceased',
  'do_not_contact',
  'bad_phone',
  'bad_email',
  'unknown_zone',
  'not_by_practice',
  'im_not_requested',
  'outdated',
] as const;
export const RowProblemCode = z.enum(rowProblems);
export type RowProblemCode = z.infer<typeof RowProblemCode>;

export const RowProblem = z.object({
  index: z.int().min(0),
  /** JSON Pointer into the request body. */
  pointer: z.string(),
  code: RowProblemCode,
  /** In words, without repeating the value: it may be patient data. */
  detail: z.string(),
});
export type RowProblem = z.infer<typeof RowProblem>;

export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  requestId: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })).optional(),
  rejected: z.array(RowProblem).optional(),
});
export type Problem = z.infer<typeof Problem>;
