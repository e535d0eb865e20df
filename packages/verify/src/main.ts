/** `npm run verify -- export.ndjson [--report report.json] [--replay]`. Reads two files, and nothing else: no database, no network. */
import { createReadStream, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BatchReport } from '@rollcall/contracts';
import { readLines, Unreadable } from './read-lines.js';
import { verify } from './verify.js';
import { exits, inPlainWords } from './words.js';

const usage = 'usage: rollcall verify export.ndjson [--report report.json] [--replay]\n';
/** npm runs scripts in the root of the checkout; the files are named from where the caller stands. */
const here = process.env.INIT_CWD ?? process.cwd();

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  let file: string | undefined;
  let reportFile: string | undefined;
  let replay = false;
  try {
    const read = parseArgs({
      args,
      options: { report: { type: 'string' }, replay: { type: 'boolean' } },
      allowPositionals: true,
    });
    [file] = read.positionals;
    reportFile = read.values.report;
    replay = read.values.replay ?? false;
    if (read.positionals.length !== 1) throw new Error('one file');
  } catch {
    process.stderr.write(usage);
    return exits.undecided;
  }
  try {
    const report = reportFile === undefined ? null : readReport(resolve(here, reportFile));
    const input = createReadStream(resolve(here, file ?? ''), 'utf8');
    const { exit, words } = inPlainWords(await verify(readLines(split(input)), { report, replay }), report !== null);
    process.stdout.write(`${words}\n`);
    return exit;
  } catch (error) {
    if (!(error instanceof Unreadable) && !isFileError(error)) throw error;
    process.stderr.write(`Cannot be judged: ${error.message}.\n`);
    return exits.undecided;
  }
}

/** Lines of a stream. Not readline: its iterator does not end when the file cannot be read. */
async function* split(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function readReport(path: string): BatchReport {
  try {
    return BatchReport.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (isFileError(error)) throw error;
    throw new Unreadable('the report is not a report of ours');
  }
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return typeof (error as NodeJS.ErrnoException).code === 'string';
}
