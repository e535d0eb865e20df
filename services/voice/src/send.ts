/** A conversation's next turn as a call. */
import { type Send, statusUrl, voiceUrl } from '@rollcall/channel';
import type { Caller } from '@rollcall/providers';

/** Five rings or so: shorter than most mailboxes take to answer twice. */
const ringSeconds = 28;
/** Menu, three repeats and three slots read out, with room to think. */
const timeLimitSeconds = 240;
/** Without consent one minute is exempt (47 CFR 64.1200(a)(9)(iv)); a time that is not chosen in it is offered by message. */
const exemptLimitSeconds = 60;

export const voiceSend =
  ({ caller, publicUrl }: { caller: Caller; publicUrl: string }): Send =>
  (conversation) => {
    const { attempt } = conversation;
    return caller.place({
      attemptId: attempt.id,
      to: attempt.address,
      from: attempt.from ?? null,
      url: voiceUrl(publicUrl, attempt.id),
      statusCallback: statusUrl(publicUrl, attempt.id),
      ringSeconds,
      timeLimitSeconds: attempt.exempt ? exemptLimitSeconds : timeLimitSeconds,
      detectMachine: true,
    });
  };
