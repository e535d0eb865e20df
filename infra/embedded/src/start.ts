/** `npm start` */
import { command } from './command.js';
import { IntakeClient } from './demo/intake-client.js';
import { aborted, type Interruption } from './interruption.js';
import { runFolder } from './run-folder.js';
import { homePractice } from './start/home-practice.js';
import { parseStartOptions, type StartOptions } from './start/options.js';
import { sampleRequest } from './start/sample-request.js';
import { startSystem } from './system.js';

const say = (...lines: string[]): void => void process.stdout.write(lines.map((line) => `${line}\n`).join(''));

/** Resolves after Ctrl-C, which is how it is meant to end, when everything has been stopped. */
async function start({ portBase }: StartOptions, _: unknown, interruption: Interruption): Promise<number> {
  interruption.signal.addEventListener('abort', () => say('', 'stopping'), { once: true });
  const system = await startSystem({
    dir: runFolder('start'),
    clock: null,
    simulator: { seed: 1 },
    ports: { intake: portBase, gateway: portBase + 1, simulator: portBase + 2 },
    onProgress: (what) => say(`starting ${what}`),
  });
  try {
    if (!interruption.signal.aborted) await welcome(system.urls, system.adminToken);
    await aborted(interruption.signal);
    return 0;
  } finally {
    await system.stop();
  }
}

async function welcome(
  urls: { intake: string; gateway: string; simulator: string },
  adminToken: string,
): Promise<void> {
  const practice = await homePractice(new IntakeClient(urls.intake, adminToken));
  const request = { url: urls.intake, key: practice.key, now: new Date(), zone: practice.zone };
  say(
    '',
    'Rollcall is up. A simulator stands in for the providers: nothing real is ever called.',
    '',
    `  API            ${urls.intake}   documentation at ${urls.intake}/docs`,
    `  gateway        ${urls.gateway}`,
    `  what was sent  ${urls.simulator}/sim/ledger`,
    `  key            ${practice.key}`,
    `  admin token    ${adminToken}`,
    '',
    'Cancel an appointment:',
    '',
    sampleRequest(request),
    '',
    'and watch, with the id it answers:',
    '',
    `curl -sSN ${urls.intake}/v1/batches/<id>/stream -H 'authorization: Bearer ${practice.key}'`,
    '',
    `Messages that are not urgent go out from 8:00 to 20:00 (${practice.zone}). Ctrl-C stops everything; the data stay.`,
  );
}

await command('start', parseStartOptions(process.argv.slice(2)), start);
