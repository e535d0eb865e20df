/** At most `n` pieces of work at once; the others wait in the order in which they came. */
export function atMost(n: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = n;
  return async (work) => {
    if (free > 0) free -= 1;
    else
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
    try {
      return await work();
    } finally {
      // The place is handed on, so that nobody who comes meanwhile is first.
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
