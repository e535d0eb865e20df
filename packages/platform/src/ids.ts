/** Ids are UUIDv7: they sort by birth. Injected, so that a test or a replay can choose them. */
import { v7 } from 'uuid';

export type NewId = () => string;
export const newId: NewId = () => v7();

/** Valid UUIDv7s, the same for the same seed. */
export function sequentialIds(seed = 0): NewId {
  let n = 0;
  return () => {
    n += 1;
    return `0190${(seed & 0xffff).toString(16).padStart(4, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
  };
}
