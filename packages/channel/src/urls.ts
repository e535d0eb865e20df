/** The addresses a provider is given: opaque ids only, never a name or number. */
const base = (publicUrl: string): string => publicUrl.replace(/\/$/, '');

export const statusUrl = (publicUrl: string, attemptId: string): string =>
  `${base(publicUrl)}/twilio/status/${attemptId}`;
export const voiceUrl = (publicUrl: string, attemptId: string): string =>
  `${base(publicUrl)}/twilio/voice/${attemptId}`;
export const pageUrl = (publicUrl: string, token: string): string => `${base(publicUrl)}/p/${token}`;

/** Twilio takes 1 to 36,000 seconds for WhatsApp and 14,400 for a text; a message outlives its use nowhere. */
const maxValiditySeconds = 14_400;
export const validitySeconds = (sendBy: Date, now: Date): number =>
  Math.min(Math.max(Math.ceil((sendBy.getTime() - now.getTime()) / 1000), 1), maxValiditySeconds);
