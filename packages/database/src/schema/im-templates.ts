/** The templates that WhatsApp conversations may begin with. */
import type { ImTemplateName, ImTemplateState } from '@rollcall/contracts';
import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.js';

export const imTemplate = pgTable(
  'im_template',
  {
    name: text().$type<ImTemplateName>().notNull(),
    language: text().notNull(),
    contentSid: text('content_sid').notNull(),
    category: text().notNull(),
    state: text().$type<ImTemplateState>().notNull(),
    because: text(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.name, t.language] })],
);
