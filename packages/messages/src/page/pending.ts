/**
 * The moment in which times are looked for. The page does not load itself again: a reload that nobody asked for throws a
 * screen reader back to the top (WCAG 2.2.1). The server waits instead, and then there is a button.
 */
import type { Catalog } from '../catalog.js';
import { escapeHtml } from '../html.js';
import { type FormMarks, form } from './form.js';
import { paragraph } from './parts.js';

export function pending({ page }: Catalog, marks: FormMarks): string {
  const look = escapeHtml(page.lookAgain);
  return `${paragraph(page.pending, ' role="status"')}${
    marks.pass === undefined
      ? `<a class="button main" href="/p/${escapeHtml(marks.token)}">${look}</a>`
      : form(marks, `<button class="main">${look}</button>`)
  }`;
}
