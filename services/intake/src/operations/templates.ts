/** WhatsApp templates. */
import * as c from '@rollcall/contracts';
import { list, type Operation } from './operation.js';

export const templates: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/im-templates',
    summary: 'WhatsApp templates and whether they are approved',
    tag: 'templates',
    scopes: 'ADMIN_TOKEN',
    answer: { status: 200, schema: list(c.ImTemplateView) },
  },
  {
    method: 'put',
    path: '/v1/im-templates',
    summary: 'Enter or change WhatsApp templates; the others stay',
    tag: 'templates',
    scopes: 'ADMIN_TOKEN',
    body: c.ImTemplatesInput,
    answer: { status: 200, schema: list(c.ImTemplateView) },
  },
];
