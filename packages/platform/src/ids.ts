/** Ids are UUIDv7: they sort by birth. Injected, so that a test or a replay can choose them. */
import { v7 } from 'uuid';

export type NewId = () => string;
export const newId: NewId = idsByBirth();

/** As `v7()` makes them, with random bytes drawn many at once: asking the system for 16 costs more than making the id. */
function idsByBirth(): NewId {
  const drawn = new Uint8Array(16 * 256);
  let used = drawn.length;
  let msecs = 0;
  let seq = 0;
  return () => {
    if (used === drawn.length) {
      crypto.getRandomValues(drawn);
      used = 0;
    }
    const random = drawn.subarray(used, used + 16);
    used += 16;
    const now = Date.now();
    if (now > msecs) {
      msecs = now;
      // 31 random bits, so that a millisecond has room for as many ids as anybody can make.
      seq = new DataView(drawn.buffer, used - 10).getUint32(0) >>> 1;
    } else {
      seq = (seq + 1) | 0;
      if (seq === 0) msecs += 1;
    }
    return v7({ random, msecs, seq });
  };
}

/** Valid UUIDv7s, the same for the same seed. */
export function sequentialIds(seed = 0): NewId {
  let n = 0;
  return () => {
    n += 1;
    return `0190${(seed & 0xffff).toString(16).padStart(4, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
  };
}
