/** How every page leaves: nothing is loaded, framed, indexed, cached or sent on. */
import { randomBytes } from 'node:crypto';
import { type PageFault, renderPageFault } from '@rollcall/messages';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { browserLanguages } from './browser-languages.js';

/** `html` is made with the nonce that the policy names. */
export function sendPage(reply: FastifyReply, html: (nonce: string) => string): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  return reply
    .type('text/html; charset=utf-8')
    .headers({
      'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow, noarchive, nosnippet',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
      'strict-transport-security': 'max-age=31536000',
    })
    .send(html(nonce));
}

export const sendFault = (
  reply: FastifyReply,
  request: FastifyRequest,
  fault: PageFault,
  retry?: string,
): FastifyReply =>
  sendPage(reply.header('vary', 'accept-language'), (nonce) =>
    renderPageFault(fault, browserLanguages(request.headers['accept-language']), {
      nonce,
      ...(retry === undefined ? {} : { retry }),
    }),
  );
