/** The addresses a provider is given: opaque ids only, never a name or number. */
const base = (publicUrl: string): string => publicUrl.replace(/\/$/, '');

/** `contentSid`: of the template it is sent as, to be told with what becomes of it. */
export const statusUrl = (publicUrl: string, attemptId: string, contentSid: string | null = null): string =>
  `${base(publicUrl)}/twilio/status/${attemptId}${contentSid === null ? '' : `?content=${contentSid}`}`;
/** What a call says when all else fails travels in its addresses: the practice's number, and the language if not English. */
export interface SafeWords {
  callbackNumber: string;
  language: string;
}
const safeQuery = ({ callbackNumber, language }: SafeWords): string =>
  `call=${callbackNumber.replace(/\D/g, '')}${language === 'en' ? '' : `&lang=${language}`}`;
export const voiceUrl = (publicUrl: string, attemptId: string, safe: SafeWords): string =>
  `${base(publicUrl)}/twilio/voice/${attemptId}?${safeQuery(safe)}`;
export const detectedUrl = (publicUrl: string, attemptId: string): string =>
  `${base(publicUrl)}/twilio/voice/${attemptId}/detected`;
/** `elsewhere`: a file on another host, with `{call}` and `{lang}`; by default the gateway, which may be what is down. */
export const fallbackUrl = (publicUrl: string, safe: SafeWords, elsewhere?: string): string =>
  elsewhere
    ? elsewhere.replaceAll('{call}', safe.callbackNumber.replace(/\D/g, '')).replaceAll('{lang}', safe.language)
    : `${base(publicUrl)}/twilio/fallback?${safeQuery(safe)}`;
export const pageUrl = (publicUrl: string, token: string): string => `${base(publicUrl)}/p/${token}`;
export const unsubscribeUrl = (publicUrl: string, mailToken: string): string => `${base(publicUrl)}/u/${mailToken}`;
