/** What the sender's own system said last of a thing. */
import { bigint, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.js';

export const sourceVersion = pgTable(
  'source_version',
  {
    practiceId: uuid('practice_id').notNull(),
    kind: text().$type<'appointment' | 'patient' | 'slot'>().notNull(),
    externalId: text('external_id').notNull(),
    sourceAt: instant('source_at'),
    version: bigint({ mode: 'number' }),
  },
  (t) => [primaryKey({ columns: [t.practiceId, t.kind, t.externalId] })],
);
