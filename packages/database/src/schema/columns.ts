/** The column types of our tables. */
import { customType, timestamp } from 'drizzle-orm/pg-core';

/** An instant, as a Date. */
export const instant = (name: string) => timestamp(name, { withTimezone: true });

/** Sealed values, hashes and blind indexes. */
export const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** From an instant until another, as Postgres writes it. */
export const instantRange = customType<{ data: string }>({ dataType: () => 'tstzrange' });
