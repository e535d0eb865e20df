/** An answer that is not a success, in the words of the provider. */
export interface Refusal {
  refused: true;
  status: number;
  /** The provider's own code. */
  code: string;
  body: unknown;
  headers?: Record<string, string>;
}

/** As Twilio says it. */
export const twilioRefusal = (status: number, code: number, message: string): Refusal => ({
  refused: true,
  status,
  code: String(code),
  body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
});

/** As SendGrid says it. */
export const sendGridRefusal = (status: number, message: string, field: string | null = null): Refusal => ({
  refused: true,
  status,
  code: String(status),
  body: { errors: [{ message, field, help: null }] },
});

export const isRefusal = (value: object): value is Refusal => 'refused' in value;
