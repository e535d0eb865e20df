/** Somebody with a browser that runs no script: fetches the page, and sends its form back with what the page gave along. */
import type { OpenDoor } from './door.js';

export interface Shown {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

const hiddenOf = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map((m) => [m[1] ?? '', m[2] ?? '']),
  );

export const stageIn = (html: string): string => /data-stage="([a-zA-Z-]+)"/.exec(html)?.[1] ?? '';

/** What a phone's browser sends with a page and with a form. */
export const browser: Record<string, string> = {
  'user-agent':
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'accept-language': 'en-US,en;q=0.9',
  'sec-fetch-mode': 'navigate',
};

/** Comes some minutes after the message. */
export function visitor(door: OpenDoor, path: string, more: Record<string, string> = {}) {
  const headers = { ...browser, ...more };
  const get = (): Promise<Shown> => door.http('GET', path, undefined, headers);
  const post = (fields: Record<string, string>): Promise<Shown> =>
    door.http('POST', path, new URLSearchParams(fields).toString(), {
      ...headers,
      'content-type': 'application/x-www-form-urlencoded',
    });
  return {
    get,
    post,
    /** Reads the page for a few seconds, then sends its form. */
    send: (shown: Shown, fields: Record<string, string>): Promise<Shown> => {
      door.clock.advance(4000);
      return post({ ...hiddenOf(shown.body), ...fields });
    },
    /** As `send`, and follows where it leads. */
    press: async (shown: Shown, fields: Record<string, string>): Promise<Shown> => {
      door.clock.advance(4000);
      const answer = await post({ ...hiddenOf(shown.body), ...fields });
      return answer.statusCode === 303 ? door.http('GET', answer.headers.location ?? '', undefined, headers) : answer;
    },
  };
}
