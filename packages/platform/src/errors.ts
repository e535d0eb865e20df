/** An error that reaches a user, as RFC 9457 problem details. */
import { type ProblemCode, problems, type RowProblem } from '@rollcall/contracts';

export interface FieldError {
  /** JSON Pointer. */
  pointer: string;
  code: string;
  detail: string;
}

export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    /** In words, without repeating what was sent. */
    readonly detail?: string,
    readonly more: { errors?: FieldError[]; rejected?: RowProblem[]; retryAfterSeconds?: number } = {},
  ) {
    super(detail ?? problems[code][1]);
    this.name = 'Problem';
  }
  get status(): number {
    return problems[this.code][0];
  }
  toJSON(requestId: string): Record<string, unknown> {
    const [status, title] = problems[this.code];
    return {
      type: `https://rollcall.dev/problems/${this.code}`,
      title,
      status,
      code: this.code,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      requestId,
      ...(this.more.errors ? { errors: this.more.errors } : {}),
      ...(this.more.rejected ? { rejected: this.more.rejected } : {}),
    };
  }
}
