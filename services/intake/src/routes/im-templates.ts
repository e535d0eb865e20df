/** WhatsApp templates and their approval: for the administrator, because one sender serves all practices. */
import { ImTemplatesInput } from '@rollcall/contracts';
import { listImTemplates, putImTemplates, violated } from '@rollcall/database';
import { Problem } from '@rollcall/platform';
import type { FastifyInstance } from 'fastify';
import type { IntakeContext } from '../app.js';
import { readBody } from '../validation.js';

export function imTemplateRoutes(app: FastifyInstance, { database, clock, auth }: IntakeContext): void {
  app.addHook('onRequest', async (request) => auth.admin(request));
  const all = async () => ({ data: await listImTemplates(database.pool), nextCursor: null });

  app.get('/v1/im-templates', all);

  app.put('/v1/im-templates', async (request) => {
    const { templates } = readBody(ImTemplatesInput, request.body);
    const named = new Set(templates.map((t) => `${t.name}.${t.language}`));
    if (named.size < templates.length) throw new Problem('unprocessable', 'a template is named twice');
    try {
      await putImTemplates(database, templates, clock.now());
    } catch (error) {
      if (violated(error) === null) throw error;
      throw new Problem('conflict', 'a ContentSid belongs to one template only');
    }
    return all();
  });
}
