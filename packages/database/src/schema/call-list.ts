/** Practices that were told to call their patients themselves. */
import { pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.js';

export const callListDanger = pgTable('call_list_danger', {
  practiceId: uuid('practice_id').primaryKey(),
  since: instant('since').notNull(),
  because: text().array().notNull(),
  toldAt: instant('told_at').notNull(),
});
