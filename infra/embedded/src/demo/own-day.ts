/** The user's own day from a file: a JSON body of POST /v1/batches, or a CSV day sheet with its mapping. */
import { existsSync, readFileSync } from 'node:fs';
import { type AppointmentInput, type BatchInput, BatchReason } from '@rollcall/contracts';
import { z } from 'zod';
import { BadInput } from '../command.js';
import { DaySheetMapping, type DaySheetProblem, defaultMapping, readDaySheet } from '../day-sheet/index.js';
import type { DemoOptions } from './options.js';

export interface OwnDay {
  batch: BatchInput;
  zone: string;
  country: string;
  problems: DaySheetProblem[];
}
/** Enough to play the day: intake judges every row itself and names the bad ones. */
const RoughRow = z.looseObject({
  start: z.string(),
  end: z.string(),
  practitioner: z.looseObject({ externalId: z.string() }),
  location: z.looseObject({ externalId: z.string(), timeZone: z.string().optional() }),
});
const RoughBatch = z.looseObject({ reason: BatchReason, appointments: z.array(z.unknown()).min(1) });

/** Throws {@link BadInput} when the file or its mapping cannot be read at all. */
export function readOwnDay(options: DemoOptions & { file: string }): OwnDay {
  return /\.csv$/i.test(options.file) ? readSheet(options) : readBody(options);
}

function readBody({ file, zone, country }: DemoOptions & { file: string }): OwnDay {
  const read = RoughBatch.safeParse(parseJson(file, readBytes(file)));
  if (!read.success) throw new BadInput(`${file} is not a body of POST /v1/batches:\n${z.prettifyError(read.error)}`);
  const problems: DaySheetProblem[] = [];
  const appointments = read.data.appointments.filter((row, n) => {
    if (RoughRow.safeParse(row).success) return true;
    problems.push({ line: n + 1, column: '', detail: 'has no start, end, practitioner or location' });
    return false;
  }) as z.input<typeof AppointmentInput>[];
  if (appointments.length === 0)
    throw new BadInput(`${file} has no appointment with a start, an end and a practitioner`);
  const named = appointments.find((a) => a.location.timeZone)?.location.timeZone;
  return { batch: { ...read.data, dryRun: false, appointments }, zone: named ?? zone, country, problems };
}

function readSheet({ file, mapping, zone, country }: DemoOptions & { file: string }): OwnDay {
  const declared = readMapping(mapping ?? file.replace(/\.csv$/i, '.mapping.json'), mapping !== null);
  const used = declared ?? defaultMapping({ timeZone: zone, country });
  const { batch, problems } = readDaySheet(readBytes(file), used);
  if (batch.appointments.length === 0)
    throw new BadInput(
      [`${file} has no line that can be read:`, ...problems.slice(0, 12).map((p) => `  ${problemInWords(p)}`)].join(
        '\n',
      ),
    );
  return { batch, zone: used.timeZone, country: used.country, problems };
}

function readMapping(file: string, isDemanded: boolean): DaySheetMapping | null {
  if (!isDemanded && !existsSync(file)) return null;
  const read = DaySheetMapping.safeParse(parseJson(file, readBytes(file)));
  if (!read.success) throw new BadInput(`${file} is not a mapping:\n${z.prettifyError(read.error)}`);
  return read.data;
}

export const problemInWords = (p: DaySheetProblem): string =>
  `line ${p.line}${p.column ? `, ${p.column}` : ''}: ${p.detail}`;

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new BadInput(code === 'ENOENT' ? `${file} does not exist` : `${file} cannot be read (${code})`);
  }
}

function parseJson(file: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    throw new BadInput(`${file} is not JSON`);
  }
}
