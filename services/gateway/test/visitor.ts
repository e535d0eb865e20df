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

export function visitor(door: OpenDoor, path: string, headers: Record<string, string> = {}) {
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
