/** Answers that Twilio's resources share. */
import { type Refusal, twilioRefusal } from '../refusal.js';
import { type Form, one } from './form.js';

export const throttled: Refusal = {
  ...twilioRefusal(429, 20429, 'Too Many Requests'),
  headers: { 'retry-after': '1' },
};
export const broken: Refusal = twilioRefusal(500, 20500, 'Internal Server Error');
export const revoked: Refusal = twilioRefusal(401, 20003, 'Authenticate');
export const notFound = (url: string): Refusal =>
  twilioRefusal(404, 20404, `The requested resource ${url.split('?')[0]} was not found`);

const maxPage = 1000;
const defaultPage = 50;

/** One page of a list, newest first, with the way to the next. */
export function listOf(
  name: string,
  url: string,
  rows: Record<string, unknown>[],
  query: Form,
): Record<string, unknown> {
  const size = Math.min(Math.max(Number(one(query, 'PageSize') ?? defaultPage) || defaultPage, 1), maxPage);
  const page = Math.max(Number(one(query, 'Page') ?? 0) || 0, 0);
  const uriOf = (n: number): string => {
    const at = new URL(url, 'http://api');
    at.searchParams.set('Page', String(n));
    at.searchParams.set('PageSize', String(size));
    return at.pathname + at.search;
  };
  return {
    [name]: rows.slice(page * size, (page + 1) * size),
    page,
    page_size: size,
    start: page * size,
    end: Math.min((page + 1) * size, rows.length) - 1,
    uri: uriOf(page),
    first_page_uri: uriOf(0),
    previous_page_uri: page > 0 ? uriOf(page - 1) : null,
    next_page_uri: (page + 1) * size < rows.length ? uriOf(page + 1) : null,
  };
}
