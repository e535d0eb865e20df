/** The registry of WhatsApp templates. */
import type { ImTemplateInput, ImTemplateView } from '@rollcall/contracts';
import type { Database, Tx } from './connect.js';

export async function listImTemplates(db: Tx): Promise<ImTemplateView[]> {
  const { rows } = await db.query({
    name: 'im-templates',
    text: `select name, language, content_sid, category, state, because, updated_at from im_template order by name, language`,
  });
  return rows.map((r) => ({
    name: r.name,
    language: r.language,
    contentSid: r.content_sid,
    category: r.category,
    state: r.state,
    because: r.because,
    updatedAt: (r.updated_at as Date).toISOString(),
  }));
}

const rowsOf = (templates: readonly ImTemplateInput[], now: Date): unknown[] => [
  templates.map((t) => t.name),
  templates.map((t) => t.language),
  templates.map((t) => t.contentSid),
  templates.map((t) => t.category),
  templates.map((t) => t.state),
  templates.map((t) => t.because ?? null),
  now,
];
const insert = `insert into im_template (name, language, content_sid, category, state, because, updated_at)
  select u.*, $7 from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as u`;

/** Sets those named, and leaves the others as they are. Throws on a content that another template has. */
export async function putImTemplates(db: Database, templates: readonly ImTemplateInput[], now: Date): Promise<void> {
  await db.pool.query(
    `${insert} on conflict (name, language) do update set content_sid = excluded.content_sid, category = excluded.category,
       state = excluded.state, because = excluded.because, updated_at = excluded.updated_at`,
    rowsOf(templates, now),
  );
}

/** Enters templates that nobody has said anything about: what an administrator set, or a fault has paused, stays. */
export async function seedImTemplates(db: Database, templates: readonly ImTemplateInput[], now: Date): Promise<void> {
  if (templates.length === 0) return;
  await db.pool.query(`${insert} on conflict do nothing`, rowsOf(templates, now));
}

/** The provider refuses these contents: nobody else gets them until somebody has looked. Returns what was stopped. */
export async function pauseImTemplates(
  db: Tx,
  faults: readonly { contentSid: string; code: string }[],
  now: Date,
): Promise<string[]> {
  if (faults.length === 0) return [];
  const { rows } = await db.query({
    name: 'im-templates-pause',
    text: `update im_template t set state = 'paused', because = 'refused by the provider: ' || u.code, updated_at = $3
           from unnest($1::text[], $2::text[]) as u(sid, code) where t.content_sid = u.sid and t.state = 'approved' returning t.name || '.' || t.language name`,
    values: [faults.map((f) => f.contentSid), faults.map((f) => f.code), now],
  });
  return rows.map((r) => r.name as string);
}

/** The provider says that these attempts came outside the 24 hours: free text has no way there until the person writes. */
export async function closeSessions(tx: Tx, attemptIds: readonly string[]): Promise<void> {
  if (attemptIds.length === 0) return;
  await tx.query({
    name: 'session-close',
    text: `update contact_point c set session_until = null from attempt a where a.id = any($1) and c.id = a.contact_point_id`,
    values: [attemptIds],
  });
}
