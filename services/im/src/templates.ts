/**
 * Which content may be sent, by name and language: the registry in the database, looked at again every second, so that a
 * paused template stops before the next messages.
 */
import type { ImTemplateInput, ImTemplateView } from '@rollcall/contracts';
import { type Database, listImTemplates, pauseImTemplates } from '@rollcall/database';
import type { Clock } from '@rollcall/platform';

/** Real milliseconds. */
const freshMs = 1000;

/** Returns the ContentSid of an approved template; null for any other. */
export type ApprovedContent = (name: string, language: string) => string | null;
export interface Templates {
  approved(): Promise<ApprovedContent>;
  /** The provider refuses this content. */
  pause(contentSid: string, code: string): Promise<void>;
}

export function templatesIn(database: Database, clock: Clock): Templates {
  let known: { at: number; list: Promise<ImTemplateView[]> } | null = null;
  return {
    approved: async () => {
      if (!known || performance.now() - known.at > freshMs)
        known = { at: performance.now(), list: listImTemplates(database.pool) };
      try {
        const list = await known.list;
        const byName = new Map(
          list.filter((t) => t.state === 'approved').map((t) => [`${t.name}.${t.language}`, t.contentSid]),
        );
        return (name, language) => byName.get(`${name}.${language}`) ?? null;
      } catch (error) {
        known = null;
        throw error;
      }
    },
    pause: async (contentSid, code) => {
      await pauseImTemplates(database.pool, [{ contentSid, code }], clock.now());
      known = null;
    },
  };
}

/** `name.language=HX…,…`, as the environment has it. Throws on an entry that is not of that form. */
export const readContentSids = (text: string): ImTemplateInput[] =>
  text
    .split(',')
    .map((s) => s.trim())
    .filter((s) => s !== '')
    .map((entry) => {
      const m = /^([a-z_]+)\.([a-z]{2})=(HX[0-9a-fA-F]{32})$/.exec(entry);
      if (!m?.[1] || !m[2] || !m[3]) throw new Error('TWILIO_CONTENT_SIDS: an entry is not name.language=HX…');
      return {
        name: m[1] as ImTemplateInput['name'],
        language: m[2],
        contentSid: m[3],
        category: 'UTILITY',
        state: 'approved',
      };
    });
