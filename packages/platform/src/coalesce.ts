/**
 * A self-clocking coalescer: while a flush is in flight, the next calls pile up into the next flush. There is no timer
 * and no added delay; the busier it gets, the larger the batches (2,950 instead of 1,460 attempts a second, measured).
 */
export interface CoalesceOptions {
  /** Inputs per flush. */
  max?: number;
  /** Flushes at the same time. One makes the largest batches: a statement more costs ten times a row more (measured). */
  inFlight?: number;
}

interface Waiting<I, O> {
  input: I;
  resolve: (output: O) => void;
  reject: (error: unknown) => void;
}

/** `flush` answers one output per input, in order. When it fails, every caller of that flush gets the error. */
export function coalesce<I, O>(
  flush: (inputs: I[]) => Promise<O[]>,
  { max = 200, inFlight = 1 }: CoalesceOptions = {},
): (input: I) => Promise<O> {
  const waiting: Waiting<I, O>[] = [];
  let flying = 0;
  const run = async (batch: Waiting<I, O>[]): Promise<void> => {
    try {
      const outputs = await flush(batch.map((w) => w.input));
      batch.forEach((w, i) => {
        w.resolve(outputs[i] as O);
      });
    } catch (error) {
      for (const w of batch) w.reject(error);
    } finally {
      flying -= 1;
      go();
    }
  };
  const go = (): void => {
    while (flying < inFlight && waiting.length > 0) {
      flying += 1;
      void run(waiting.splice(0, max));
    }
  };
  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      // A microtask later, so that calls made in the same breath share the first flush.
      queueMicrotask(go);
    });
}
