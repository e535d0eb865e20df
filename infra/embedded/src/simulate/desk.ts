/**
 * The people at the desk, worked out and not played: the engine hands patients over, each takes an operator some minutes,
 * who leaves home first is called first. Nobody is made to answer: a call made is not a patient told.
 */
export interface HandedOver {
  /** Business milliseconds. */
  at: number;
  deadlineAt: number;
  /** When the patient answered a machine after all; null: never. */
  relievedAt: number | null;
}
export interface Desk {
  /** How many are waiting or being called, at each change. */
  load: { at: number; count: number }[];
  most: number;
  /** Called before they leave home. */
  calledInTime: number;
  calledLate: number;
}

/** Without operators nobody is called, and the list only grows. */
export function workThrough(handed: readonly HandedOver[], operators: number, minutesEach: number): Desk {
  const each = minutesEach * 60_000;
  const free = Array.from({ length: operators }, () => Number.NEGATIVE_INFINITY);
  const changes: { at: number; by: 1 | -1 }[] = handed.map((h) => ({ at: h.at, by: 1 }));
  let waiting: HandedOver[] = [];
  let calledInTime = 0;
  let calledLate = 0;
  const leave = (at: number): void => void changes.push({ at, by: -1 });
  const arriving = [...handed].sort((a, b) => a.at - b.at);
  let now = Number.NEGATIVE_INFINITY;
  while (arriving.length > 0 || waiting.length > 0) {
    const next = free.length > 0 ? Math.min(...free) : Number.POSITIVE_INFINITY;
    now = Math.max(now, waiting.length > 0 ? next : (arriving[0]?.at ?? next));
    while (arriving[0] && arriving[0].at <= now) waiting.push(arriving.shift() as HandedOver);
    for (const w of waiting) if (w.relievedAt !== null && w.relievedAt <= now) leave(w.relievedAt);
    waiting = waiting.filter((w) => w.relievedAt === null || w.relievedAt > now);
    const idle = free.findIndex((at) => at <= now);
    if (waiting.length === 0) continue;
    if (idle < 0) {
      if (now === Number.POSITIVE_INFINITY || free.length === 0) {
        for (const h of [...waiting, ...arriving]) if (h.relievedAt !== null) leave(h.relievedAt);
        break;
      }
      continue;
    }
    waiting.sort((a, b) => a.deadlineAt - b.deadlineAt);
    const called = waiting.shift() as HandedOver;
    if (now < called.deadlineAt) calledInTime += 1;
    else calledLate += 1;
    free[idle] = now + each;
    leave(now + each);
  }
  const load: Desk['load'] = [];
  let count = 0;
  for (const { at, by } of changes.sort((a, b) => a.at - b.at || b.by - a.by)) {
    count += by;
    if (load.at(-1)?.at === at) load.pop();
    load.push({ at, count });
  }
  return { load, most: Math.max(0, ...load.map((l) => l.count)), calledInTime, calledLate };
}
