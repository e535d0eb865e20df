/**
 * Takes foreign keys and all indexes that no constraint needs out of the way of a bulk load, and puts them back: each is
 * then checked, or built, once for all rows. References that triggers keep are checked by the statement, as ever.
 */
import type pg from 'pg';

const foreignKeys = `select conrelid::regclass::text owner, conname, pg_get_constraintdef(oid) definition
  from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace order by oid`;
const indexes = `select i.indexrelid::regclass::text name, pg_get_indexdef(i.indexrelid) definition
  from pg_index i join pg_class t on t.oid = i.indrelid
  where t.relnamespace = 'public'::regnamespace and not i.indisunique and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`;

/** Returns how to put them back; that rejects when a row breaks a constraint. */
export async function setAside(look: pg.Client): Promise<() => Promise<void>> {
  const keys = (await look.query(foreignKeys)).rows;
  const built = (await look.query(indexes)).rows;
  for (const k of keys) await look.query(`alter table ${k.owner} drop constraint ${k.conname}`);
  for (const i of built) await look.query(`drop index ${i.name}`);
  return async () => {
    await look.query(`set maintenance_work_mem = '256MB'`);
    for (const i of built) await look.query(i.definition);
    for (const k of keys) await look.query(`alter table ${k.owner} add constraint ${k.conname} ${k.definition}`);
  };
}
