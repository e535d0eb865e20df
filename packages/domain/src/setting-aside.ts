/**
 * One outreach about which nothing can be decided, or whose decision the database refuses: a fault of ours. It must not hold up
 * everybody else, nor be forgotten: a person has it at once, and it is looked at again later.
 */
import { openNotices } from './snapshot.js';
import type { Turn } from './turn.js';

const lookAgainMs = 5 * 60_000;

export function setAside(turn: Turn): void {
  turn.because({ kind: 'undecidable' }, () => {
    const { outreach } = turn.state;
    if (outreach.state !== 'active') return;
    const open = openNotices(turn.state);
    turn.openTask('reach', 'undecidable');
    for (const n of open)
      if (!n.overdue && n.deadlineAt <= turn.now) turn.emit({ type: 'notice.overdue', noticeId: n.id as never });
    if (open.every((n) => n.deadlineAt <= turn.now))
      return turn.emit({
        type: 'outreach.exhausted',
        reason: { rule: 'undecidable', because: 'telling no longer helps' },
      });
    turn.wait(new Date(turn.now.getTime() + lookAgainMs), outreach.step, {
      rule: 'undecidable',
      because: 'a fault of ours: a person has it',
    });
  });
}
