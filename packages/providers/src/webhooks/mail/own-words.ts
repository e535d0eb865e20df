/** What a person wrote in a reply: without what they quoted, without their signature, above the quote or below it. */
import { parse } from 'node-html-parser';

/** Where the rest is not the writer's own. Mail programs fold a long introduction over two or three lines. */
const introductions: readonly RegExp[] = [
  /^On (?:[^\n]*\n){0,2}[^\n]*\bwrote:\s*$/m,
  /^El (?:[^\n]*\n){0,2}[^\n]*\bescribi(?:ó|o)\s*:?\s*$/m,
  /^-{2,} ?(?:Original Message|Mensaje original|Forwarded message|Mensaje reenviado) ?-{2,}\s*$/im,
  /^_{20,}\s*$/m,
  /^\*?(?:From|De):\*? [^\n]*\n\*?(?:Sent|Date|Enviado|Enviado el|Fecha):\*? /m,
];
const signatures: readonly RegExp[] = [
  /^-- ?$/m,
  /^(?:Sent from (?:my|Mail|Yahoo|Outlook)|Get Outlook for|Enviado desde|Enviado con|Obtener Outlook)\b.*$/im,
];

const before = (text: string, ends: readonly RegExp[]): string =>
  ends.reduce((kept, end) => {
    const at = end.exec(kept)?.index;
    return at === undefined ? kept : kept.slice(0, at);
  }, text);

export function ownWords(text: string): string {
  const all = text.replace(/\r\n?/g, '\n').replace(/\u00a0/g, ' ');
  const quoted = /^>/m.exec(all)?.index ?? all.length;
  const above = before(before(all.slice(0, quoted), introductions), signatures).trim();
  if (above !== '') return above;
  // Written below: everything that is not quoted, and not the quote's introduction.
  const rest = introductions.reduce((t, i) => t.replace(i, ''), all).replace(/^>.*$/gm, '');
  return before(rest, signatures).trim();
}

const quotes =
  'blockquote, .gmail_quote, .moz-cite-prefix, .yahoo_quoted, #appendonsend, #divRplyFwdMsg, style, script';

/** Of a mail that has no plain text. */
export function wordsOfHtml(html: string): string {
  const document = parse(html);
  for (const element of document.querySelectorAll(quotes)) element.remove();
  return ownWords(document.structuredText);
}
