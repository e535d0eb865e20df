/** The same steps with a third of the waits, and offers kept open for a quarter of an hour: where the pace is not what is played. */
import { defaultPolicy, type Policy } from '@rollcall/contracts';

export const hurriedPolicy: Policy = {
  ...defaultPolicy,
  ladder: {
    ...defaultPolicy.ladder,
    sameDay: defaultPolicy.ladder.sameDay.map((s) => ({ ...s, waitMinutes: Math.ceil(s.waitMinutes / 3) })),
  },
  reschedule: { ...defaultPolicy.reschedule, holdMinutes: 15 },
};
