/** The sheet as rows of named cells. Where a line cannot be read it is named; the good ones go on. */
import { type CsvError, type Info, parse } from 'csv-parse/sync';
import type { ColumnName, DaySheetMapping } from './mapping.js';

export interface Problem {
  /** As an editor counts them; 1 is the header. */
  line: number;
  /** The file's header, or empty when the whole line is meant. */
  column: string;
  /** In words, without repeating the value: it may be patient data. */
  detail: string;
}
export interface SheetRow {
  line: number;
  /** Trimmed; empty when the file has no such column or nothing in it. */
  cell(name: ColumnName): string;
}

const delimiters = [',', ';', '\t'] as const;
const titlesOf = (mapping: DaySheetMapping): string[] => Object.values(mapping.columns).filter((t) => t !== undefined);
const fold = (header: string): string => header.trim().replace(/\s+/g, ' ').toLowerCase();

export function readTable(text: string, mapping: DaySheetMapping): { rows: SheetRow[]; problems: Problem[] } {
  const delimiter = mapping.delimiter ?? delimiterOf(text, mapping);
  const problems: Problem[] = [];
  const records = parse(text, {
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error) problems.push({ line: Number(error.lines ?? 0), column: '', detail: inWords(error) });
    },
  }) as unknown as { record: string[]; info: Info }[];
  const [header, ...body] = records;
  if (!header) return { rows: [], problems: [...problems, { line: 1, column: '', detail: 'the file is empty' }] };
  const headers = header.record.map(fold);
  const wrong = headerProblems(headers, mapping);
  if (wrong.length > 0) return { rows: [], problems: wrong };
  const position = new Map(
    Object.entries(mapping.columns).map(([name, title]) => [
      name,
      title === undefined ? -1 : headers.indexOf(fold(title)),
    ]),
  );
  const rows: SheetRow[] = [];
  let before = header.info.lines;
  for (const { record, info } of body) {
    // `lines` is where a record ends; one with a line break in quotes begins further up.
    const line = before + 1;
    before = info.lines;
    if (record.length === headers.length || isPaddedWith(record, headers.length))
      rows.push({ line, cell: (name) => record[position.get(name) ?? -1] ?? '' });
    else
      problems.push({ line, column: '', detail: `has ${record.length} cells where the header has ${headers.length}` });
  }
  return { rows, problems };
}

/** Spreadsheets append empty cells; that shifts nothing. */
const isPaddedWith = (record: readonly string[], width: number): boolean =>
  record.length > width && record.slice(width).every((cell) => cell === '');

function headerProblems(headers: readonly string[], mapping: DaySheetMapping): Problem[] {
  const twice = headers.filter((h, n) => h !== '' && headers.indexOf(h) !== n);
  if (twice.length > 0)
    return [...new Set(twice)].map((column) => ({ line: 1, column, detail: 'is the header of two columns' }));
  return titlesOf(mapping)
    .filter((title) => !headers.includes(fold(title)))
    .map((column) => ({ line: 1, column, detail: 'is in the mapping and not in the file' }));
}

/** The one whose first line has most of the declared columns. */
function delimiterOf(text: string, mapping: DaySheetMapping): string {
  const wanted = titlesOf(mapping).map(fold);
  const found = delimiters.map((delimiter) => {
    const first = parse(text, {
      bom: true,
      delimiter,
      to: 1,
      relax_column_count: true,
      relax_quotes: true,
      trim: true,
    });
    const headers = new Set((first[0] ?? []).map(fold));
    return wanted.filter((title) => headers.has(title)).length;
  });
  return delimiters[found.indexOf(Math.max(...found))] ?? ',';
}

const inWords = (error: CsvError): string =>
  error.code === 'CSV_QUOTE_NOT_CLOSED'
    ? 'opens a quote that is never closed'
    : 'has a quote in the wrong place: the line cannot be split into cells';
