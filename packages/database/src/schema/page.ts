/** What the patient's page remembers. */
import { pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { bytes, instant } from './columns.js';

export const pageGuess = pgTable(
  'page_guess',
  {
    practiceId: uuid('practice_id').notNull(),
    outreachId: uuid('outreach_id').notNull(),
    contactPointId: uuid('contact_point_id').notNull(),
    tried: bytes('tried').array().notNull(),
    lastAt: instant('last_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.outreachId, t.contactPointId] })],
);
