/**
 * What the events alone say of an outreach's notices. Written apart from the engine's own fold, from the meaning of the
 * events: two readings that agree prove more than one.
 */
import { type EvidenceGrade, evidenceGrades, LedgerEvent, type NoticeState } from '@rollcall/contracts';

export interface KnownNotice {
  state: NoticeState;
  evidence: EvidenceGrade | null;
  overdue: boolean;
}
export interface KnownTask {
  noticeIds: readonly string[];
}

export class KnownNotices {
  readonly notices = new Map<string, KnownNotice>();
  /** Tasks nobody has resolved. */
  readonly tasks = new Map<string, KnownTask>();

  /** False: this program does not know the event, and can no longer say how the notices stand. */
  apply(body: unknown): boolean {
    const read = LedgerEvent.safeParse(body);
    if (!read.success) return false;
    const e = read.data;
    switch (e.type) {
      case 'outreach.opened':
        for (const id of e.noticeIds) this.notices.set(id, { state: 'open', evidence: null, overdue: false });
        break;
      case 'evidence.gained':
        for (const id of e.noticeIds) this.#raise(id, e.grade);
        break;
      case 'notice.informed':
        this.#set(e.noticeId, { state: 'informed', evidence: e.grade });
        break;
      case 'notice.overdue':
        this.#set(e.noticeId, { overdue: true });
        break;
      case 'notice.withdrawn':
        this.#set(e.noticeId, { state: 'withdrawn' });
        break;
      case 'notice.unreachable':
        this.#set(e.noticeId, { state: 'unreachable' });
        break;
      case 'notice.rebooked':
        this.#set(e.noticeId, { state: 'rebooked' });
        break;
      case 'booking.released':
        // Who had a new time has none, and still knows that the old one is off.
        if (this.notices.get(e.noticeId)?.state === 'rebooked') this.#set(e.noticeId, { state: 'informed' });
        break;
      case 'notice.declined':
        this.#set(e.noticeId, { state: 'declined' });
        break;
      case 'task.opened':
        this.tasks.set(e.taskId, { noticeIds: e.noticeIds });
        break;
      case 'task.resolved':
        this.tasks.delete(e.taskId);
        break;
      default:
      // All others are about how, not about who knows.
    }
    return true;
  }

  withOperator(noticeId: string): boolean {
    return [...this.tasks.values()].some((t) => t.noticeIds.includes(noticeId));
  }

  #set(id: string, change: Partial<KnownNotice>): void {
    const notice = this.notices.get(id);
    if (notice) Object.assign(notice, change);
  }

  #raise(id: string, grade: EvidenceGrade): void {
    const notice = this.notices.get(id);
    if (notice && rank(grade) > rank(notice.evidence)) notice.evidence = grade;
  }
}

const rank = (grade: EvidenceGrade | null): number => (grade === null ? -1 : evidenceGrades.indexOf(grade));
