/** The voice worker: places calls, paced to what the account may start; the gateway does the talking. */
import { pacer, runChannel } from '@rollcall/channel';
import { VoiceEnvironment } from '@rollcall/contracts';
import { environmentOrExit } from '@rollcall/platform';
import { twilioCaller } from '@rollcall/providers';
import { voiceSend } from './send.js';

await runChannel('voice', environmentOrExit(VoiceEnvironment), (env, { clock }) => {
  const send = voiceSend({ caller: twilioCaller(env), publicUrl: env.PUBLIC_URL });
  return {
    send,
    standIn: env.TWILIO_API_BASE_URL !== undefined,
    pace: pacer(clock, env.CALLS_PER_SECOND),
  };
});
