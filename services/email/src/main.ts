/** The email worker: a greeting, the practice's neutral name and a link; no health information. */
import { isStandIn, runChannel } from '@rollcall/channel';
import { EmailEnvironment } from '@rollcall/contracts';
import { environmentOrExit } from '@rollcall/platform';
import { sendGridEmail } from '@rollcall/providers';
import { emailSend } from './send.js';

await runChannel('email', environmentOrExit(EmailEnvironment), (env, { clock }) => {
  const send = emailSend({
    sender: sendGridEmail(env),
    clock,
    publicUrl: env.PUBLIC_URL,
    replyTo: env.SENDGRID_REPLY_TO ?? null,
  });
  return {
    send,
    standIn: isStandIn(env.SENDGRID_API_BASE_URL),
  };
});
