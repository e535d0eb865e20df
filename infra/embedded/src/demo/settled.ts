/** When there is nothing left to wait for. */
import type { BatchReport, OutreachView } from '@rollcall/contracts';

export interface Stillness {
  report: BatchReport;
  openOffers: number;
  /** The simulator has nobody about to answer, and no webhook to deliver. */
  simulatorIdle: boolean;
}

const underWay: ReadonlySet<string> = new Set(['queued', 'sending', 'in_doubt']);

/** Every notice is closed or with an operator, no message is on its way, no offer unanswered, and nobody about to act. */
export const isSettled = ({ report, openOffers, simulatorIdle }: Stillness): boolean =>
  simulatorIdle &&
  openOffers === 0 &&
  report.notices.every(
    (n) => (n.state !== 'open' || n.taskId !== null) && !n.attempts.some((a) => underWay.has(a.state)),
  );

/** Offers that were asked for and not yet answered, booked or run out, told by their own ids. */
export function openOffers({ timeline }: Pick<OutreachView, 'timeline'>): number {
  const open = new Set<unknown>();
  for (const { type, data } of timeline)
    if (type === 'offer.requested') open.add(data.offerId);
    else if (type === 'offer.closed' || type === 'notice.rebooked') open.delete(data.offerId);
  return open.size;
}

/** For two hundred patients at 120 times: the day's ladder, its offers, and some air. */
const limitBusinessMs = 160 * 60_000;
const limitPatients = 200;
/** Machines need their time however fast the clock runs. */
const leastRealMs = 45_000;

/** Real milliseconds after which the demo stops waiting. */
export function timeLimitMs(speed: number, notices: number): number {
  return Math.max(leastRealMs, limitBusinessMs / speed) * Math.max(1, notices / limitPatients);
}
