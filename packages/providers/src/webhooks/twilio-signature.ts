/** Twilio signs the exact public URL and every parameter with the account's token (never with an API key). */
import { createHmac, timingSafeEqual } from 'node:crypto';
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
        ? isSignedAsItStands(token, signature, url, params) || webhooks.validateRequest(token, signature, url, params)
        : webhooks.validateRequestWithBody(token, signature, url, rawBody.toString());
    } catch {
      return false;
    }
  });
}

/**
 * One HMAC over the very address and parameters, as https://www.twilio.com/docs/usage/security describes it. Twilio's
 * library tries the address without and with its port, and others after those: what it is asked about when this fails.
 */
function isSignedAsItStands(token: string, signature: string, url: string, params: TwilioSigned['params']): boolean {
  let text = url;
  for (const name of Object.keys(params).sort()) {
    const value = params[name];
    // How a repeated parameter is signed is the library's business.
    if (typeof value !== 'string') return false;
    text += name + value;
  }
  const expected = createHmac('sha1', token).update(text, 'utf8').digest('base64');
  const [a, b] = [Buffer.from(signature), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
