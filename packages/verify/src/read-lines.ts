/** An export as text becomes lines; one that cannot be read ends the reading, with its number. */
import { ExportLine, exportVersion } from '@rollcall/contracts';

/** The file cannot be judged: not an export, or one of a later version. */
export class Unreadable extends Error {}
/** The file is an export, and a line of it is not what was written. */
export class Damaged extends Error {}

export async function* readLines(texts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<ExportLine> {
  let number = 0;
  for await (const text of texts) {
    number += 1;
    if (text === '') continue;
    const line = readLine(text, number);
    if (number === 1 && line.kind !== 'batch') throw new Unreadable('line 1 does not begin an export');
    if (line.kind === 'batch' && line.v !== exportVersion)
      throw new Unreadable(`the export has version ${line.v}; this program knows version ${exportVersion}`);
    yield line;
  }
  if (number === 0) throw new Unreadable('the file is empty');
}

function readLine(text: string, number: number): ExportLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw fault(number, 'not JSON: the file is damaged or was cut off');
  }
  const line = ExportLine.safeParse(value);
  if (!line.success) throw fault(number, 'not a line of an export');
  return line.data;
}

const fault = (number: number, why: string): Error =>
  number === 1 ? new Unreadable(`line 1 is ${why}`) : new Damaged(`line ${number} is ${why}`);
