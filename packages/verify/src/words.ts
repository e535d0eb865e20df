/** The verdict in plain words, and the exit code scripts go by. */
import type { Break, Verdict } from './verify.js';

export const exits = { verified: 0, broken: 1, undecided: 2 } as const;
/** Breaks that are listed one by one. */
const listed = 10;

export function inPlainWords(v: Verdict, withReport: boolean): { exit: number; words: string } {
  const size = `${v.outreaches} outreaches, ${v.events} events`;
  if (v.breaks.length > 0) {
    const more = v.breaks.length - listed;
    return {
      exit: exits.broken,
      words: [
        `Not verified: batch ${v.batchId}, ${size}.`,
        ...v.breaks
          .slice(0, listed)
          .map((b, i) => `${i === 0 ? 'First broken' : 'Also broken'}: ${placeOf(b)}: ${b.why}.`),
        ...(more > 0 ? [`And ${more} more.`] : []),
      ].join('\n'),
    };
  }
  const chain = `Batch ${v.batchId}: ${size}. No gap, and every hash follows from the one before it.`;
  if (v.unknownTypes.length > 0)
    return {
      exit: exits.undecided,
      words: `${chain}\nNot decided: events of a later version are in it (${v.unknownTypes.join(', ')}); use the verifier of that version.`,
    };
  const again = replayWords(v);
  if (!withReport)
    return {
      exit: exits.verified,
      words: `${chain}${again}\nVerified. Give the report as well (--report) to prove that it is the same ledger and adds up.`,
    };
  const since = v.sinceReport > 0 ? ` ${v.sinceReport} events came after the report.` : '';
  return {
    exit: exits.verified,
    words: `${chain}\nThe heads are the report's, and its ${v.accepted} notices and totals are what the events say.${since}${again}\nVerified.`,
  };
}

function replayWords({ replayed }: Verdict): string {
  if (!replayed) return '';
  const older = replayed.unrecorded > 0 ? ` ${replayed.unrecorded} events have no record.` : '';
  return `\nMade again, all ${replayed.decisions} recorded decisions come out the same.${older}`;
}

function placeOf(b: Break): string {
  if (b.outreachId === null) return 'the export';
  return b.seq === null ? `outreach ${b.outreachId}` : `outreach ${b.outreachId}, event ${b.seq}`;
}
