/** /openapi.json, and the same to read at /docs: one page, no script, nothing from elsewhere. */
import { problems } from '@rollcall/contracts';
import type { FastifyInstance } from 'fastify';
import { openApiDocument } from '../openapi.js';
import { operations } from '../operations/index.js';

const escapeHtml = (s: string): string =>
  s.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);

export function documentRoutes(app: FastifyInstance): void {
  const document = JSON.stringify(openApiDocument());
  const html = page();
  app.get('/openapi.json', async (_request, reply) => reply.type('application/json').send(document));
  app.get('/docs', async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
      .send(html),
  );
}

function page(): string {
  const doc = openApiDocument() as {
    paths: Record<string, Record<string, { requestBody?: object; responses: object }>>;
  };
  const tags = [...new Set(operations.map((o) => o.tag))];
  const section = (tag: string): string =>
    `<h2 id="${tag}">${tag}</h2>${operations
      .filter((o) => o.tag === tag)
      .map((o) => {
        const spec = doc.paths[o.path]?.[o.method];
        return `<details><summary><code class="m ${o.method}">${o.method.toUpperCase()}</code> <code>${escapeHtml(o.path)}</code> ${escapeHtml(o.summary)}</summary>
<p>Needs: ${escapeHtml(o.scopes)}</p>${spec?.requestBody ? `<h4>Body</h4><pre>${escapeHtml(JSON.stringify(spec.requestBody, null, 2))}</pre>` : ''}<h4>Answers</h4><pre>${escapeHtml(JSON.stringify(spec?.responses, null, 2))}</pre></details>`;
      })
      .join('')}`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Rollcall API</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}pre{overflow:auto;max-height:24rem;padding:1rem;border:1px solid #8886;border-radius:.5rem;font-size:13px}summary{cursor:pointer;padding:.4rem 0}.m{display:inline-block;min-width:4.5rem;font-weight:700}.post,.put,.patch{color:#0a7d33}.delete{color:#c0392b}.get{color:#0b5cad}td,th{text-align:left;padding:.2rem .8rem .2rem 0}nav a{margin-right:1rem}</style></head>
<body><h1>Rollcall API</h1><p>Send <code>Authorization: Bearer rk_&lt;id&gt;_&lt;secret&gt;</code>. The machine-readable form is <a href="/openapi.json">/openapi.json</a>.</p>
<nav>${tags.map((t) => `<a href="#${t}">${t}</a>`).join('')}<a href="#problems">problems</a></nav>${tags.map(section).join('')}
<h2 id="problems">problems</h2><table><tr><th>status</th><th>code</th><th>meaning</th></tr>${Object.entries(problems)
    .map(
      ([code, [status, title]]) =>
        `<tr><td>${status}</td><td><code>${code}</code></td><td>${escapeHtml(title)}</td></tr>`,
    )
    .join('')}</table></body></html>`;
}
