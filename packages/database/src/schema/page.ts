/** What the patient's page remembers. */
import { integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
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

export const pagePress = pgTable('page_press', {
  practiceId: uuid('practice_id').notNull(),
  attemptId: uuid('attempt_id').primaryKey(),
  presses: integer('presses').notNull().default(0),
  machineAt: instant('machine_at'),
});
