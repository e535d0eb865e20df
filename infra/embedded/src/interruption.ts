/** Ctrl-C and its kin, as an abort signal: whoever waits is woken, and everything is stopped in its order. */

export interface Interruption {
  signal: AbortSignal;
  /** 128 + the signal's number once interrupted, as a shell would say it; else null. */
  exitCode(): number | null;
  release(): void;
}

const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Name = keyof typeof codes;

export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  let code: number | null = null;
  // Repeated ones change nothing: npm and the terminal both pass the first Ctrl-C on, and stopping is under way.
  const handlers = (Object.keys(codes) as Name[]).map((name) => {
    const onSignal = (): void => {
      code ??= codes[name];
      controller.abort();
    };
    process.on(name, onSignal);
    return () => process.off(name, onSignal);
  });
  return {
    signal: controller.signal,
    exitCode: () => code,
    release: () => {
      for (const remove of handlers) remove();
    },
  };
}

/** Resolves when `signal` aborts. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
