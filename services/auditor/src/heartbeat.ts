/** A dead man's switch: an outside watchman raises the alarm when he hears nothing. He hears from us only when all is well. */
import { Agent } from 'undici';

/** Real milliseconds. */
const timeoutMs = 5000;

export interface Heart {
  /** Resolves to whether the watchman answered 2xx; never rejects. */
  beat(): Promise<boolean>;
  close(): Promise<void>;
}

/** `url` is the operator's own configuration, and a secret: it is never logged. */
export function heartOf(url: string): Heart {
  const target = new URL(url);
  const agent = new Agent({ connect: { timeout: timeoutMs } });
  return {
    beat: async () => {
      try {
        const { statusCode, body } = await agent.request({
          origin: target.origin,
          path: target.pathname + target.search,
          method: 'GET',
          headers: { 'user-agent': 'Rollcall/1' },
          signal: AbortSignal.timeout(timeoutMs),
        });
        await body.dump({ limit: 4096 });
        return statusCode >= 200 && statusCode < 300;
      } catch {
        return false;
      }
    },
    close: () => agent.close(),
  };
}
