/** Which signed events a ledger event becomes for the practice's webhook endpoints: ids, states and times only. */
import type { CallbackType, ContactFault, LedgerEvent } from '@rollcall/contracts';
import type { Snapshot } from './snapshot.js';

export interface CallbackEvent {
  type: CallbackType;
  /** Events with the same key are delivered in order: the notice, else the outreach. */
  orderKey: string;
  data: Record<string, unknown>;
}

export function callbacksOf(s: Snapshot, events: readonly LedgerEvent[]): CallbackEvent[] {
  const { batchId, id: outreachId } = s.outreach;
  const about = (type: CallbackType, noticeId: string, data: Record<string, unknown> = {}): CallbackEvent => ({
    type,
    orderKey: noticeId,
    data: { batchId, outreachId, noticeId, ...data },
  });
  return events.flatMap((e, i): CallbackEvent[] => {
    switch (e.type) {
      case 'notice.informed':
        return [
          about('notice.informed', e.noticeId, { state: 'informed', evidence: { grade: e.grade, channel: e.channel } }),
        ];
      case 'notice.rebooked':
        return [
          about('notice.rebooked', e.noticeId, { state: 'rebooked', slotId: e.slotId }),
          about('slot.booked', e.noticeId, { slotId: e.slotId }),
        ];
      case 'booking.requested':
        return [about('slot.requested', e.noticeId, { slotId: e.slotId, offerId: e.offerId, until: e.until })];
      case 'booking.released':
        return [
          about('slot.released', e.noticeId, {
            slotId: e.slotId,
            because: e.because,
            ...(e.reason ? { reason: e.reason } : {}),
          }),
        ];
      case 'notice.declined':
        return [about('notice.declined', e.noticeId, { state: 'declined' })];
      case 'notice.withdrawn':
        return [about('notice.withdrawn', e.noticeId, { state: 'withdrawn', ...because(e) })];
      case 'notice.unreachable':
        return [about('notice.unreachable', e.noticeId, { state: 'unreachable', ...because(e) })];
      case 'notice.barred':
        // A death is a fault of every contact point at once: whoever keeps the record must hear of it.
        return e.because === 'deceased'
          ? [about('contact.invalid', e.noticeId, { fault: 'deceased', scope: 'all', source: 'practice' })]
          : [];
      case 'notice.overdue':
        return [about('notice.overdue', e.noticeId, { state: 'open', overdue: true })];
      case 'task.opened':
        return [
          {
            type: 'task.opened',
            orderKey: e.noticeIds[0] ?? outreachId,
            data: {
              batchId,
              outreachId,
              taskId: e.taskId,
              kind: e.kind,
              reason: e.reason,
              dueAt: e.dueAt,
              noticeIds: e.noticeIds,
            },
          },
        ];
      case 'task.resolved':
        return [
          {
            type: 'task.resolved',
            orderKey: outreachId,
            data: { batchId, outreachId, taskId: e.taskId, resolution: e.resolution },
          },
        ];
      case 'contact.invalid':
        return [
          {
            type: 'contact.invalid',
            orderKey: outreachId,
            data: {
              batchId,
              outreachId,
              contactPointId: e.contactPointId,
              fault: e.fault,
              scope: e.scope,
              ...learned(e.fault, events.slice(0, i)),
            },
          },
        ];
      default:
        return [];
    }
  });
}

const because = (e: { because?: string | undefined }): { because?: string } =>
  e.because ? { because: e.because } : {};

/**
 * Who said so. A carrier that refuses for an opt-out nobody gave us, and a stranger who answers, may both mean that the number
 * has another holder by now.
 */
function learned(fault: ContactFault, before: readonly LedgerEvent[]): { source: string; mayBe?: 'reassigned' } {
  const last = before.at(-1);
  const source = last?.type === 'attempt.failed' ? 'carrier' : 'holder';
  const isStrange = fault === 'wrong_number' || (fault === 'opted_out' && source === 'carrier');
  return { source, ...(isStrange ? { mayBe: 'reassigned' } : {}) };
}
