/** The email worker: a greeting, the practice's neutral name and a link; no health information. */
import { isStandIn, runChannel } from '@rollcall/channel';
import { EmailEnvironment } from '@rollcall/contracts';
import { environmentOrExit } from '@rollcall/platform';
import { sendGridEmail } from '@rollcall/providers';
import { emailSend } from './send.js';

await runChannel('email', environmentOrExit(EmailEnvironment), (env) => {
  const send = emailSend({ sender: sendGridEmail(env), publicUrl: env.PUBLIC_URL });
  return {
    send,
    standIn: isStandIn(env.SENDGRID_API_BASE_URL),
  };
});
