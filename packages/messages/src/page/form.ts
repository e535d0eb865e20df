/** Forms answer by POST to the page's own address. What they carry is made when the page is shown, and good for a while. */
import { escapeHtml } from '../html.js';

export interface FormMarks {
  token: string;
  /** Bound to the token, with its time. */
  formToken: string;
  /** That the challenge was passed; carried from form to form, so no cookie is needed. */
  pass?: string;
}
export interface Button {
  key: string;
  label: string;
  main?: boolean;
}

const hidden = (name: string, value: string | undefined): string =>
  value === undefined ? '' : `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;

export const form = (marks: FormMarks, inside: string, offerId?: string, noticeId?: string): string =>
  `<form method="post" action="/p/${escapeHtml(marks.token)}">${hidden('form', marks.formToken)}${hidden('pass', marks.pass)}${hidden('offer', offerId)}${hidden('notice', noticeId)}${inside}</form>`;

/** Shown to nobody: who presses it reads the page as a machine does. */
export const unseenKey = '0';

/** The first button is for machines that press whatever they find. */
export const answers = (buttons: readonly Button[]): string =>
  `<button name="key" value="${unseenKey}" hidden>-</button>${buttons
    .map((b) => `<button name="key" value="${b.key}"${b.main ? ' class="main"' : ''}>${escapeHtml(b.label)}</button>`)
    .join('')}`;
