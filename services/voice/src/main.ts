/** The voice worker: places calls; the gateway does the talking. How many may start a second is the conductor's to say. */
import { isStandIn, runChannel } from '@rollcall/channel';
import { numbersOf, VoiceEnvironment } from '@rollcall/contracts';
import { environmentOrExit } from '@rollcall/platform';
import { twilioCaller } from '@rollcall/providers';
import { voiceSend } from './send.js';

await runChannel('voice', environmentOrExit(VoiceEnvironment), (env, { clock }) => ({
  send: voiceSend({
    caller: twilioCaller(env),
    publicUrl: env.PUBLIC_URL,
    fallbackElsewhere: env.VOICE_FALLBACK_URL,
    now: () => clock.now(),
  }),
  standIn: isStandIn(env.TWILIO_API_BASE_URL),
  pool: numbersOf(env),
}));
