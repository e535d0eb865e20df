/** How the engine itself runs. */
import type { ModuleName } from '@rollcall/contracts';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from './columns.js';

export const moduleVersion = pgTable('module_version', {
  module: text().$type<ModuleName>().primaryKey(),
  version: integer().notNull(),
  since: instant('since').notNull(),
});
