/** The links of a mail. */
import { parse } from 'node-html-parser';

const isWeb = (url: string): boolean => /^https?:\/\//.test(url);

/** All, each once: in the HTML, and written out in the text. */
export function linksIn({ html, text }: { html: string; text: string }): string[] {
  const inHtml = parse(html)
    .querySelectorAll('a[href]')
    .map((a) => a.getAttribute('href') ?? '');
  const inText = text.match(/https?:\/\/[^\s<>"]+/g) ?? [];
  return [...new Set([...inHtml, ...inText].filter(isWeb))];
}

/** The one a person follows: the first. */
export const mainLink = (letter: { html: string; text: string }): string | null => linksIn(letter)[0] ?? null;
