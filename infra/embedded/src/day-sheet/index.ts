/** CSV day sheets, as practices export them, to a request for POST /v1/batches. */
import type { BatchInput } from '@rollcall/contracts';
import { decode } from './decode.js';
import type { DaySheetMapping } from './mapping.js';
import { readRow } from './row.js';
import { type Problem, readTable } from './table.js';

export { DaySheetMapping, defaultMapping } from './mapping.js';
export type { Problem as DaySheetProblem } from './table.js';

export interface DaySheet {
  /** The good lines. It may have no appointment; then `problems` says why. */
  batch: BatchInput;
  /** What was not understood, line by line. A line with a problem is not in the batch. */
  problems: Problem[];
}

/** Reads `csv` by `mapping`. Never throws for what is in the file: a bad line is a problem, and the others go on. */
export function readDaySheet(csv: string | Buffer, mapping: DaySheetMapping): DaySheet {
  const batch: BatchInput = { reason: mapping.reason, appointments: [] };
  let text: string;
  try {
    text = typeof csv === 'string' ? csv : decode(csv, mapping.encoding);
  } catch {
    return {
      batch,
      problems: [{ line: 1, column: '', detail: `is not ${mapping.encoding}, as the mapping declares` }],
    };
  }
  const { rows, problems } = readTable(text, mapping);
  for (const row of rows) {
    const read = readRow(row, mapping);
    if (read.ok) batch.appointments.push(read.appointment);
    else
      problems.push(
        ...read.faults.map((f) => ({
          line: row.line,
          column: mapping.columns[f.column] ?? f.column,
          detail: f.detail,
        })),
      );
  }
  return { batch, problems: problems.sort((a, b) => a.line - b.line) };
}
