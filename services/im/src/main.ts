/** The instant message worker: WhatsApp by approved template, or free text inside the 24 hours after a person wrote. */
import { isStandIn, runChannel } from '@rollcall/channel';
import { ImEnvironment } from '@rollcall/contracts';
import { seedImTemplates } from '@rollcall/database';
import { environmentOrExit } from '@rollcall/platform';
import { twilioIm } from '@rollcall/providers';
import { imSend } from './send.js';
import { readContentSids, templatesIn } from './templates.js';

await runChannel('im', environmentOrExit(ImEnvironment), async (env, { clock, database }) => {
  await seedImTemplates(database, readContentSids(env.TWILIO_CONTENT_SIDS), clock.now());
  const send = imSend({
    sender: twilioIm(env),
    clock,
    publicUrl: env.PUBLIC_URL,
    templates: templatesIn(database, clock),
  });
  return {
    send,
    standIn: isStandIn(env.TWILIO_API_BASE_URL),
  };
});
