/** The SMS worker: one text per attempt, within the sender's reach and the message's useful time. */
import { isStandIn, runChannel } from '@rollcall/channel';
import { numbersOf, SmsEnvironment } from '@rollcall/contracts';
import { environmentOrExit } from '@rollcall/platform';
import { twilioSms } from '@rollcall/providers';
import { smsSend } from './send.js';

await runChannel('sms', environmentOrExit(SmsEnvironment), (env, { clock }) => {
  const sender = twilioSms(env);
  const send = smsSend({ sender, clock, publicUrl: env.PUBLIC_URL });
  return {
    send,
    standIn: isStandIn(env.TWILIO_API_BASE_URL),
    // A messaging service keeps a patient's number by itself.
    pool: env.TWILIO_MESSAGING_SERVICE_SID ? [] : numbersOf(env),
  };
});
