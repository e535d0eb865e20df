/** What the bench can measure, each printed beside its floor. */
import type { ServiceName } from '@rollcall/embedded';
import { runRollcall } from './end-to-end/run.js';
import { runFloor } from './floor/run.js';
import { type Ground, openGround } from './ground.js';
import { measureIntake } from './intake.js';
import type { Measured } from './measured.js';
import { median, ratio, table } from './table.js';

/** By name; true when the run counts. */
export const commands = { 'end-to-end': endToEnd, floor: floorAlone, intake, 'scale-out': scaleOut } as const;

async function on<T>(work: (ground: Ground) => Promise<T>): Promise<T> {
  const ground = await openGround();
  try {
    return await work(ground);
  } finally {
    await ground.close();
  }
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const row = (who: string, m: Measured, floor: Measured): (string | number)[] => [
  who,
  m.attempts,
  m.attemptsPerSecond,
  m.cpuUsTotal,
  ratio(m.cpuUsTotal, floor.cpuUsTotal),
];
const head = ['', 'attempts', 'per second', 'CPU µs per attempt', 'of the floor'];
const byProcess = (m: Measured): string =>
  Object.entries(m.cpuUs)
    .map(([who, us]) => `${who} ${us}`)
    .join(', ');
function counts(m: Measured): boolean {
  for (const fault of m.faults) print(`does not count: ${fault}`);
  return m.faults.length === 0;
}

async function endToEnd(patients: number, rounds: number): Promise<boolean> {
  const ratios: number[] = [];
  let sound = true;
  for (let n = 0; n < rounds; n++) {
    const floor = await on((ground) => runFloor(ground, patients));
    const ours = await on((ground) => runRollcall(ground, { patients }));
    print(table(head, [row('floor', floor, floor), row('Rollcall', ours, floor)]));
    print(`floor: ${byProcess(floor)}\nRollcall: ${byProcess(ours)}`);
    sound = counts(floor) && counts(ours) && sound;
    ratios.push(ours.cpuUsTotal / floor.cpuUsTotal);
  }
  print(`\nCPU per attempt, of the floor's: ${median(ratios).toFixed(2)} × (median of ${rounds})`);
  return sound;
}

async function floorAlone(patients: number, rounds: number): Promise<boolean> {
  let sound = true;
  for (let n = 0; n < rounds; n++) {
    const floor = await on((ground) => runFloor(ground, patients));
    print(`${table(head, [row('floor', floor, floor)])}\n${byProcess(floor)}`);
    sound = counts(floor) && sound;
  }
  return sound;
}

async function intake(appointments: number, rounds: number): Promise<boolean> {
  for (let n = 0; n < rounds; n++) {
    const m = await on((ground) => measureIntake(ground, appointments));
    print(
      table(
        ['batch', 'appointments', 'ms', 'SQL statements', 'floor ms', 'of the floor'],
        m.tookMs.map((ms, i) => [
          i + 1,
          m.appointments,
          ms,
          m.statements[i] ?? 0,
          m.floorMs[i] ?? 0,
          ratio(ms, m.floorMs[i] ?? 1),
        ]),
      ),
    );
    print(`memory of intake: ${m.memoryMb.before} MiB before, ${m.memoryMb.after} MiB after`);
  }
  return true;
}

async function scaleOut(patients: number): Promise<boolean> {
  const workers: ServiceName[] = ['sms', 'email', 'voice', 'im'];
  const settings: [string, ServiceName[]][] = [
    ['one of each', []],
    ['two workers per channel, two conductors', [...workers, 'conductor']],
    ['four workers per channel, two conductors', [...workers, ...workers, ...workers, 'conductor']],
  ];
  let sound = true;
  const rows: (string | number)[][] = [];
  for (const [who, beside] of settings) {
    const m = await on((ground) => runRollcall(ground, { patients, beside }));
    sound = counts(m) && sound;
    rows.push([who, m.attempts, m.attemptsPerSecond, m.cpuUsTotal]);
  }
  print(table(head.slice(0, 4), rows));
  return sound;
}
