/**
 * Whether an export is whole and unbroken, and says what the report says. Line by line, so that a day of any size fits:
 *
 * 1. Each outreach's events run from 1 without a gap, and each hash follows from the one before it.
 * 2. The last of them is the outreach's head, and the file ends where it says it ends.
 * 3. With a report: at the seq the report names, the hash is the report's; and the notices, as the events up to there
 *    leave them, are the report's notices and sum to its totals. Events after the report are allowed: the day went on.
 * 4. When asked: every recorded decision, made again, comes out the same.
 *
 * A chain alone shows that nobody changed a part of it; that nobody wrote it anew is shown by a report (or any head)
 * kept elsewhere since.
 */
import type { BatchReport, ExportLine, ExportLineOf } from '@rollcall/contracts';
import { canonical, chainHash, firstHash } from '@rollcall/domain';
import { KnownNotices } from './known-notices.js';
import { Damaged } from './read-lines.js';
import { ReplayCheck } from './replay-check.js';
import { againstReport } from './report-check.js';

export interface Break {
  /** Null: the file as a whole. */
  outreachId: string | null;
  seq: number | null;
  why: string;
}
export interface Verdict {
  batchId: string;
  accepted: number;
  outreaches: number;
  events: number;
  /** Events after the heads the report names; vouched for by the chain alone. */
  sinceReport: number;
  /** In the order of the file; at most one per outreach and check. */
  breaks: Break[];
  /** Event types this program does not know: the chain was checked, their meaning was not. */
  unknownTypes: string[];
  /** Decisions made again, and events without a recorded decision. Null: not asked for. */
  replayed: { decisions: number; unrecorded: number } | null;
}
export interface VerifyOptions {
  report?: BatchReport | null;
  /** Makes every recorded decision again. */
  replay?: boolean;
}

interface Followed {
  seq: number;
  hash: string;
  broken: boolean;
  headSeen: boolean;
  /** How the notices stood at the report's head, or stand now without a report. */
  known: KnownNotices;
  /** The chain has come to the report's head, and its hash was the same. */
  reportSeen: boolean;
}

export async function verify(
  lines: AsyncIterable<ExportLine> | Iterable<ExportLine>,
  { report = null, replay = false }: VerifyOptions = {},
): Promise<Verdict> {
  const verifier = new Verifier(report);
  const again = replay ? new ReplayCheck() : null;
  try {
    for await (const line of lines) {
      verifier.take(line);
      again?.take(line);
    }
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
    verifier.damaged(error.message);
  }
  const verdict = verifier.verdict();
  // A broken ledger is no record to decide by.
  if (!again || verdict.breaks.length > 0) return verdict;
  const { decisions, unrecorded, breaks } = again;
  return { ...verdict, breaks, replayed: { decisions, unrecorded } };
}

class Verifier {
  readonly #outreaches = new Map<string, Followed>();
  readonly #breaks: Break[] = [];
  readonly #unknown = new Set<string>();
  readonly #report: BatchReport | null;
  readonly #reportHeads: ReadonlyMap<string, { seq: number; hash: string }>;
  #batch: ExportLineOf<'batch'> | null = null;
  #end: ExportLineOf<'end'> | null = null;
  #events = 0;
  #heads = 0;
  #sinceReport = 0;

  constructor(report: BatchReport | null) {
    this.#report = report;
    this.#reportHeads = new Map(report?.ledgerHeads.map((h) => [h.outreachId, h]) ?? []);
  }

  take(line: ExportLine): void {
    if (this.#end) this.#break(null, null, 'something follows after the end');
    switch (line.kind) {
      case 'batch':
        if (this.#batch) this.#break(null, null, 'it begins twice');
        this.#batch ??= line;
        return;
      case 'event':
        this.#events += 1;
        return this.#follow(line);
      case 'head':
        this.#heads += 1;
        return this.#closeAt(line);
      case 'end':
        this.#end = line;
        return;
      default:
      // What decisions need beside the ledger proves nothing about it.
    }
  }

  #follow(e: ExportLineOf<'event'>): void {
    const o = this.#of(e.outreachId);
    if (o.broken) return;
    if (o.headSeen) return this.#breakOf(o, e.outreachId, e.seq, 'an event follows after the head');
    if (e.seq > o.seq + 1) return this.#breakOf(o, e.outreachId, o.seq + 1, 'the event is missing');
    if (e.seq < o.seq + 1) return this.#breakOf(o, e.outreachId, e.seq, 'the event comes twice or out of order');
    if (e.hash !== chainHash(o.hash, e.seq, new Date(e.at), canonical(e.body)))
      return this.#breakOf(o, e.outreachId, e.seq, 'the hash does not follow from the event and the hash before it');
    o.seq = e.seq;
    o.hash = e.hash;
    this.#compare(o, e);
  }

  #compare(o: Followed, e: ExportLineOf<'event'>): void {
    const head = this.#reportHeads.get(e.outreachId);
    if (head && e.seq > head.seq) {
      this.#sinceReport += 1;
      return;
    }
    if (!o.known.apply(e.body)) this.#unknown.add(e.body.type);
    if (!head || e.seq < head.seq) return;
    if (e.hash === head.hash) o.reportSeen = true;
    else this.#breakOf(o, e.outreachId, e.seq, 'the hash is not the one in the report');
  }

  #closeAt(head: ExportLineOf<'head'>): void {
    const o = this.#of(head.outreachId);
    o.headSeen = true;
    if (o.broken) return;
    if (head.seq > o.seq) this.#breakOf(o, head.outreachId, o.seq + 1, 'the event is missing');
    else if (head.seq < o.seq || head.hash !== o.hash)
      this.#breakOf(o, head.outreachId, o.seq, 'the last event is not the head');
  }

  /** A line cannot be read: whatever was to come next is broken. */
  damaged(why: string): void {
    const [id, o] = [...this.#outreaches].at(-1) ?? [];
    if (id && o && !o.headSeen && !o.broken) this.#breakOf(o, id, o.seq + 1, why);
    else this.#break(null, null, why);
  }

  verdict(): Verdict {
    for (const [id, o] of this.#outreaches)
      if (!o.headSeen && !o.broken) this.#breakOf(o, id, o.seq + 1, 'neither another event nor the head follows');
    if (!this.#end) this.#break(null, null, 'the file ends before its end: it was cut off');
    else if (this.#end.events !== this.#events || this.#end.outreaches !== this.#heads)
      this.#break(
        null,
        null,
        `it should hold ${this.#end.events} events of ${this.#end.outreaches} outreaches, and holds ${this.#events} of ${this.#heads}`,
      );
    if (this.#report) this.#againstReport(this.#report);
    return {
      batchId: this.#batch?.batchId ?? '',
      accepted: this.#batch?.accepted ?? 0,
      outreaches: this.#outreaches.size,
      events: this.#events,
      sinceReport: this.#sinceReport,
      breaks: this.#breaks,
      unknownTypes: [...this.#unknown],
      replayed: null,
    };
  }

  #againstReport(report: BatchReport): void {
    if (this.#batch && this.#batch.batchId !== report.batchId)
      return this.#break(null, null, `the report is about another batch, ${report.batchId}`);
    for (const [id, head] of this.#reportHeads) {
      const o = this.#outreaches.get(id);
      if (!o) this.#break(id, null, 'the report has it, the export does not');
      else if (!o.reportSeen && !o.broken)
        this.#breakOf(o, id, o.seq + 1, `the report has seen event ${head.seq}, the export has not`);
    }
    for (const [id, o] of this.#outreaches)
      if (!this.#reportHeads.has(id) && !o.broken) this.#breakOf(o, id, null, 'the export has it, the report does not');
    // What a broken or unknown ledger says of a notice proves nothing for or against a report.
    if (this.#breaks.length > 0 || this.#unknown.size > 0) return;
    const known = new Map([...this.#outreaches].map(([id, o]) => [id, o.known]));
    this.#breaks.push(...againstReport(report, known));
  }

  #of(id: string): Followed {
    const known = this.#outreaches.get(id);
    if (known) return known;
    const fresh: Followed = {
      seq: 0,
      hash: firstHash(id),
      broken: false,
      headSeen: false,
      known: new KnownNotices(),
      reportSeen: false,
    };
    this.#outreaches.set(id, fresh);
    return fresh;
  }

  /** The first break of an outreach says it all: whatever follows it is broken by it. */
  #breakOf(o: Followed, outreachId: string, seq: number | null, why: string): void {
    o.broken = true;
    this.#break(outreachId, seq, why);
  }

  #break(outreachId: string | null, seq: number | null, why: string): void {
    this.#breaks.push({ outreachId, seq, why });
  }
}
