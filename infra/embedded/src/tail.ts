import { readFileSync } from 'node:fs';

/** The last lines of a log: what a person wants to see when a process died. */
export function tail(file: string, lines = 15): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '(no log)';
  }
}
