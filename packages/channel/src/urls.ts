/** The addresses a provider is given: opaque ids only, never a name or number. */
const base = (publicUrl: string): string => publicUrl.replace(/\/$/, '');

/** `contentSid`: of the template it is sent as, to be told with what becomes of it. */
export const statusUrl = (publicUrl: string, attemptId: string, contentSid: string | null = null): string =>
  `${base(publicUrl)}/twilio/status/${attemptId}${contentSid === null ? '' : `?content=${contentSid}`}`;
export const voiceUrl = (publicUrl: string, attemptId: string): string =>
  `${base(publicUrl)}/twilio/voice/${attemptId}`;
export const pageUrl = (publicUrl: string, token: string): string => `${base(publicUrl)}/p/${token}`;
export const unsubscribeUrl = (publicUrl: string, mailToken: string): string => `${base(publicUrl)}/u/${mailToken}`;
