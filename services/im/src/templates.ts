/** The registry of approved templates: `name.language=HX…`, comma-separated. What is not in it is not sent. */
export type Templates = ReadonlyMap<string, string>;

/** Throws on an entry that is not of that form. */
export function readTemplates(text: string): Templates {
  const entries = text
    .split(',')
    .map((s) => s.trim())
    .filter((s) => s !== '')
    .map((entry): [string, string] => {
      const m = /^([a-z_]+\.[a-z]{2})=(HX[0-9a-fA-F]{32})$/.exec(entry);
      if (!m?.[1] || !m[2]) throw new Error('TWILIO_CONTENT_SIDS: an entry is not name.language=HX…');
      return [m[1], m[2]];
    });
  return new Map(entries);
}
