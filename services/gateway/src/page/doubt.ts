/**
 * Whether a machine may be looking. Nobody can tell a scanner from a person for certain without a script, so a doubt refuses
 * nobody: it costs one tap more. In doubt are
 *
 * - requests no browser of our days makes: a program that says so, or a browser's name without what that browser sends;
 * - a link on which, within a minute, something was done that only machines do: HEAD, a button that people do not see, a
 *   press in the instant the page was shown. Scanners fetch first and come back in a real browser;
 * - a mail opened in the seconds after it was handed over: its reader has not seen it yet.
 */
import type { Conversation } from '@rollcall/contracts';
import type { FastifyRequest } from 'fastify';

const seenForMs = 60_000;
/** A mail takes up to a minute to its mailbox, and its reader longer; scanners are there with it. */
const tooSoonMs = 90_000;

/** Programs, by the names they give themselves. */
const programs =
  /bot\b|bots\b|crawl|spider|scan|preview|prefetch|fetch|monitor|headless|phantom|puppeteer|playwright|selenium|python|curl|wget|libwww|perl|ruby|php|java\/|okhttp|go-http|node|axios|undici|httpclient|winhttp|powershell|proofpoint|mimecast|barracuda|ironport|safelinks|fireeye|trend ?micro|symantec|sophos|zscaler|cloudmark/i;
/** Of these versions on a browser says with each page what it is fetched for (Sec-Fetch-Mode). */
const saysWhy: readonly [RegExp, number][] = [
  [/\bChrome\/(\d+)/, 80],
  [/\bFirefox\/(\d+)/, 90],
  [/\bVersion\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//, 17],
];

export function isMachine({ headers, method }: Pick<FastifyRequest, 'headers' | 'method'>): boolean {
  const agent = headers['user-agent'] ?? '';
  if (method === 'HEAD' || !agent.startsWith('Mozilla/') || programs.test(agent)) return true;
  if (!headers['accept-language'] || !(headers.accept ?? '').includes('text/html')) return true;
  return saysWhy.some(([browser, since]) => {
    const version = Number(browser.exec(agent)?.[1] ?? 0);
    return version >= since && headers['sec-fetch-mode'] !== 'navigate';
  });
}

export const isRecent = (machineAt: Date | null, now: Date): boolean =>
  machineAt !== null && now.getTime() - machineAt.getTime() < seenForMs;

export const isTooSoon = ({ attempt }: Conversation, now: Date): boolean =>
  attempt.channel === 'email' &&
  attempt.plannedAt !== undefined &&
  now.getTime() - attempt.plannedAt.getTime() < tooSoonMs;
