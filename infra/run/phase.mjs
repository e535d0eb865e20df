// A phase of the start: one line with its name and seconds, and its output only when it fails.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Runs `work`, prints `name … seconds`. A failure is printed whole and ends the process with code 1. */
export async function phase(name, work) {
  const start = performance.now();
  process.stdout.write(`${name} … `);
  try {
    await work();
    process.stdout.write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  } catch (error) {
    process.stdout.write(`failed\n${error.message.trimEnd()}\n`);
    process.exit(1);
  }
}

/** Runs a program without a word; rejects with all it said when it fails. */
export function quietly(file, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said += chunk;
      });
    child.once('error', reject);
    const letGo = forwardSignals(child);
    child.once('close', (code, signal) => {
      letGo();
      if (code === 0) resolve(said);
      else reject(new Error(said || `${file} ended with ${signal ?? code}`));
    });
  });
}

/** Runs a program on our own terminal; resolves to the exit code we should have. */
export function visibly(file, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, stdio: 'inherit' });
    child.once('error', reject);
    const letGo = forwardSignals(child);
    child.once('close', (code, signal) => {
      letGo();
      resolve(code ?? 128 + (signalNumbers[signal] ?? 0));
    });
  });
}

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGKILL: 9, SIGTERM: 15 };

function forwardSignals(child) {
  const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
    const forward = () => {
      // On a terminal Ctrl-C reaches the child by itself, and npm sends us a second one: passing that on would read as
      // "stop at once" in the middle of a clean stop.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    process.on(signal, forward);
    return () => process.off(signal, forward);
  });
  return () => {
    for (const remove of handlers) remove();
  };
}
