/** Twilio signs the exact public URL and every parameter with the account's token (never with an API key). */
import webhooks from 'twilio/lib/webhooks/webhooks.js';

export interface TwilioSigned {
  /** The current token first, then the one being rotated out. */
  tokens: readonly string[];
  url: string;
  params: Record<string, string | string[]>;
  signature: string;
  /** A JSON body as it came: its hash is in the signed URL. Absent for forms. */
  rawBody?: string | Buffer;
}

/** Constant-time; false, never an exception, for anything that is not a good signature. */
export function verifyTwilio({ tokens, url, params, signature, rawBody }: TwilioSigned): boolean {
  if (signature === '') return false;
  return tokens.some((token) => {
    try {
      return rawBody === undefined
        ? webhooks.validateRequest(token, signature, url, params)
        : webhooks.validateRequestWithBody(token, signature, url, rawBody.toString());
    } catch {
      return false;
    }
  });
}
