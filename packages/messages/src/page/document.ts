/** The frame of every page: one file of HTML, no script, no third party, nothing to load. */
import type { Catalog } from '../catalog.js';
import { escapeHtml } from '../html.js';
import { style } from './style.js';

export interface Document {
  /** Shown in the browser's list of tabs and in previews of a link: it names nobody and no visit. */
  title: string;
  body: string;
  /** For the style tag, as the content security policy names it. */
  nonce: string | undefined;
  /** Read by tests and by the simulated patients: what the page is about. */
  stage: string;
}

export const documentOf = (catalog: Catalog, { title, body, nonce, stage }: Document): string => `<!doctype html>
<html lang="${catalog.language}" dir="${catalog.direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex,nofollow"><meta name="referrer" content="no-referrer"><meta name="format-detection" content="telephone=no,date=no,address=no">
<title>${escapeHtml(title)}</title><style${nonce ? ` nonce="${escapeHtml(nonce)}"` : ''}>${style}</style></head>
<body><main data-stage="${stage}">${body}</main></body></html>
`;
