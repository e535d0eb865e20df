/** A program of the bench as a process of its own: told what it needs at the start, ends with whoever started it. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Role<Said> {
  pid: number;
  said: Said;
  /** False when it ended by itself: whatever is measured then, is not what was meant. */
  alive(): boolean;
  /** Says something, and hears the answer. One at a time. */
  ask<T>(words: object): Promise<T>;
  end(): void;
}

/** Starts the built program `file`, a path below `dist`; `said` is the first thing it says. */
export async function play<Said>(file: string, told: object): Promise<Role<Said>> {
  const child = fork(fileURLToPath(new URL(`../dist/${file}`, import.meta.url)), [JSON.stringify(told)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: ['--max-semi-space-size=16'],
  });
  const said = await heard<Said>(child);
  const alive = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid ?? 0,
    said,
    alive,
    ask: async (words) => {
      if (!alive()) throw new Error('a process of the bench ended before it was told to');
      const answer = heard<never>(child);
      child.send(words);
      return answer;
    },
    end: () => child.kill('SIGKILL'),
  };
}

const heard = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`a process of the bench ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (words) => {
      child.off('exit', ended);
      resolve(words as T);
    });
  });

/** In the process: what it was told. It ends when nobody holds the other end of the line any more. */
export function told<T>(): T {
  process.on('disconnect', () => process.exit(0));
  return JSON.parse(process.argv[2] ?? '{}') as T;
}
export const say = (words: object): void => void process.send?.(words);
export const onAsked = (answer: (words: never) => object): void => {
  process.on('message', (words) => say(answer(words as never)));
};
