/** A conversation's next turn as a call. */
import { detectedUrl, fallbackUrl, type Send, statusUrl, voiceUrl } from '@rollcall/channel';
import type { Caller } from '@rollcall/providers';

/** Five rings or so: shorter than most mailboxes take to answer twice. */
const ringSeconds = 28;
const leastRingSeconds = 5;
/** The opening, the menu, three repeats and three slots read out, with room to think. */
const timeLimitSeconds = 300;
/** Without consent one minute is exempt (47 CFR 64.1200(a)(9)(iv)); a time that is not chosen in it is offered by message. */
const exemptLimitSeconds = 60;
/** A patient who is put through to a person is not cut off in the middle of it. */
const putThroughLimitSeconds = 1800;

export interface VoiceOptions {
  caller: Caller;
  publicUrl: string;
  /** A static document on another host, for when the gateway is down. */
  fallbackElsewhere?: string | undefined;
  now: () => Date;
}

export const voiceSend =
  ({ caller, publicUrl, fallbackElsewhere, now }: VoiceOptions): Send =>
  (conversation) => {
    const { attempt, practice } = conversation;
    const [language = 'en'] = conversation.language.toLowerCase().split('-');
    const safe = { callbackNumber: practice.callbackNumber, language };
    // A phone that rings when the call is of no use any more is a patient who comes all the same.
    const leftSeconds = Math.floor((attempt.sendBy.getTime() - now().getTime()) / 1000);
    return caller.place({
      attemptId: attempt.id,
      to: attempt.address,
      from: attempt.from ?? null,
      url: voiceUrl(publicUrl, attempt.id, safe),
      fallbackUrl: fallbackUrl(publicUrl, safe, fallbackElsewhere),
      statusCallback: statusUrl(publicUrl, attempt.id),
      ringSeconds: Math.max(Math.min(ringSeconds, leftSeconds), leastRingSeconds),
      timeLimitSeconds: attempt.exempt
        ? exemptLimitSeconds
        : practice.operatorNumber
          ? putThroughLimitSeconds
          : timeLimitSeconds,
      detection: { callback: detectedUrl(publicUrl, attempt.id) },
    });
  };
