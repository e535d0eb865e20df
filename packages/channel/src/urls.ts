/** The addresses a provider is given: opaque ids only, never a name or number. */
const base = (publicUrl: string): string => publicUrl.replace(/\/$/, '');

export const statusUrl = (publicUrl: string, attemptId: string): string =>
  `${base(publicUrl)}/twilio/status/${attemptId}`;
export const voiceUrl = (publicUrl: string, attemptId: string): string =>
  `${base(publicUrl)}/twilio/voice/${attemptId}`;
export const pageUrl = (publicUrl: string, token: string): string => `${base(publicUrl)}/p/${token}`;
