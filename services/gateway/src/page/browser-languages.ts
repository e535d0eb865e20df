/** The languages a browser asks for, of those we speak, best first: for pages that know no patient. */
import { type Language, languageOfTag } from '@rollcall/contracts';

export function browserLanguages(acceptLanguage: string | undefined): Language[] {
  const wanted = (acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...more] = part.split(';');
      const q = /^\s*q=([\d.]+)\s*$/.exec(more[0] ?? '')?.[1];
      return { language: languageOfTag(tag), q: q === undefined ? 1 : Number(q) };
    })
    .filter((w) => w.q > 0)
    .sort((a, b) => b.q - a.q);
  return [...new Set(wanted.flatMap((w) => (w.language ? [w.language] : [])))];
}
