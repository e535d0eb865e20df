/** One turn of deciding: events are emitted, folded at once, and the next rule sees what the last one did. */
import type { LedgerEvent, Reason, TaskKind, TaskReason } from '@rollcall/contracts';
import type { Cause } from './cause.js';
import { fold } from './fold.js';
import { type AttemptRow, openNotices, openTask, type Snapshot } from './snapshot.js';

export type NewId = () => string;

export class Turn {
  readonly events: LedgerEvent[] = [];
  /** What the events were emitted for, in order. */
  readonly causes: Cause[] = [];
  #state: Snapshot;
  #inside = false;

  constructor(
    readonly before: Snapshot,
    readonly now: Date,
    readonly newId: NewId,
  ) {
    this.#state = before;
  }

  get state(): Snapshot {
    return this.#state;
  }

  /** Does `work`, and remembers why if it changed anything. What happens inside of it has the same cause. */
  because<T>(cause: Cause, work: () => T): T {
    if (this.#inside) return work();
    const before = this.events.length;
    this.#inside = true;
    try {
      return work();
    } finally {
      this.#inside = false;
      if (this.events.length > before) this.causes.push(cause);
    }
  }

  emit(event: LedgerEvent): void {
    this.events.push(event);
    this.#state = fold(this.#state, event, this.now);
  }

  /** Sets the alarm. Silent when it already stands there, so that looking again writes nothing. */
  wait(until: Date, step: number, reason: Reason): void {
    const { outreach } = this.#state;
    if (outreach.step === step && outreach.nextActionAt?.getTime() === until.getTime()) return;
    this.emit({ type: 'outreach.waiting', until: until.toISOString(), step, reason });
  }

  /** Brings the alarm forward to now: what we were waiting for will not come. */
  hurry(reason: Reason): void {
    const { outreach } = this.#state;
    if (outreach.state !== 'active' || (outreach.nextActionAt?.getTime() ?? 0) <= this.now.getTime()) return;
    this.wait(this.now, outreach.step, reason);
  }

  /** Hands the outreach to a person, once per kind. */
  openTask(kind: TaskKind, reason: TaskReason, noticeIds?: string[], rule?: string): void {
    if (!openTask(this.#state, kind)) this.#handOver(kind, reason, this.#state.outreach.deadlineAt, noticeIds, rule);
  }

  /** As `openTask`; where a task of the kind stands for other visits it is about these as well from now on. */
  openTaskAlso(kind: TaskKind, reason: TaskReason, noticeIds: readonly string[]): void {
    const standing = openTask(this.#state, kind);
    if (!standing) return this.openTask(kind, reason, [...noticeIds]);
    const before = standing.noticeIds ?? [];
    const more = noticeIds.filter((id) => !before.includes(id));
    if (more.length === 0) return;
    this.emit({ type: 'task.resolved', taskId: standing.id as never, by: 'rollcall', resolution: 'overtaken' });
    this.#handOver(kind, reason, this.#state.outreach.deadlineAt, [...before, ...more]);
  }

  /** As `openTask`, but first in the worklist, and in place of a task that stands for another reason: it must be seen now. */
  openUrgentTask(kind: TaskKind, reason: TaskReason, noticeIds?: string[]): void {
    const standing = openTask(this.#state, kind);
    if (standing?.reason === reason) return;
    if (standing)
      this.emit({ type: 'task.resolved', taskId: standing.id as never, by: 'rollcall', resolution: 'overtaken' });
    // In the place of another task it stands for what that one was about, too.
    const both = noticeIds && [...new Set([...(standing?.noticeIds ?? []), ...noticeIds])];
    this.#handOver(kind, reason, this.now, both);
  }

  #handOver(kind: TaskKind, reason: TaskReason, dueAt: Date, noticeIds?: string[], rule?: string): void {
    const about = noticeIds ?? openNotices(this.#state).map((n) => n.id);
    this.emit({
      type: 'task.opened',
      taskId: this.newId() as never,
      kind,
      reason,
      dueAt: dueAt.toISOString(),
      noticeIds: (about.length > 0 ? about : this.#state.notices.map((n) => n.id)) as never,
      ...(rule === undefined ? {} : { rule }),
    });
  }

  /** Attempts that no worker has claimed yet are called back. */
  supersedeQueued(
    because: string,
    only: (purpose: string, contactPointId: string) => boolean = (p) => p === 'tell',
  ): void {
    for (const a of this.#state.attempts)
      if (a.state === 'queued' && only(a.purpose, a.contactPointId))
        this.emit({ type: 'attempt.superseded', attemptId: a.id as never, because });
  }
}

/** Attempts that were there before the turn and are different after it. */
export function changedAttempts(turn: Turn): AttemptRow[] {
  if (turn.state.attempts === turn.before.attempts) return [];
  const before = new Map(turn.before.attempts.map((a) => [a.id, a]));
  return turn.state.attempts.filter((a) => before.has(a.id) && before.get(a.id) !== a);
}
