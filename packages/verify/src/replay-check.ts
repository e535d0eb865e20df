/** Every recorded decision of an export, made again as soon as its outreach is complete. */
import type { ExportLine, LedgerEvent, Policy } from '@rollcall/contracts';
import { type DecisionRecord, type Opening, type RecordedEvent, replay, UnknownEvent } from '@rollcall/domain';
import { Unreadable } from './read-lines.js';
import type { Break } from './verify.js';

export class ReplayCheck {
  decisions = 0;
  /** Events no decision was recorded for: an older release wrote them. */
  unrecorded = 0;
  readonly breaks: Break[] = [];
  readonly #policies = new Map<number, Policy>();
  #opening: Opening | null = null;
  #events: RecordedEvent[] = [];

  take(line: ExportLine): void {
    switch (line.kind) {
      case 'policy':
        this.#policies.set(line.version, line.body);
        return;
      case 'opening':
        this.#events = [];
        this.#opening = {
          outreachId: line.outreachId,
          policyVersion: line.policyVersion,
          deadlineAt: new Date(line.deadlineAt),
          timeZones: line.timeZones,
          notices: line.notices.map((n) => ({ id: n.id, deadlineAt: new Date(n.deadlineAt) })),
        };
        return;
      case 'event':
        this.#events.push({
          seq: line.seq,
          at: new Date(line.at),
          event: line.body as unknown as LedgerEvent,
          decided: (line.decided ?? null) as DecisionRecord | null,
        });
        return;
      case 'head':
        return this.#again(line.outreachId);
      default:
    }
  }

  #again(outreachId: string): void {
    const opening = this.#opening;
    const policy = opening && this.#policies.get(opening.policyVersion);
    if (opening?.outreachId !== outreachId || !policy)
      throw new Unreadable('the export has no decisions to make again; ask for it with `?with=decisions`');
    try {
      const { decisions, unrecorded, differences } = replay(opening, policy, this.#events);
      this.decisions += decisions;
      this.unrecorded += unrecorded;
      for (const d of differences)
        this.breaks.push({
          outreachId,
          seq: d.seq,
          why: `decided again it comes out as ${d.replayed.map((e) => e.type).join(', ') || 'nothing'}`,
        });
    } catch (error) {
      // Events of a later version: the verdict stays open anyway.
      if (!(error instanceof UnknownEvent)) throw error;
    }
  }
}
