/** The live picture of a batch, as lines of text. */
import { type BatchProgress, channels } from '@rollcall/contracts';
import type { Paint } from './paint.js';
import type { Happening } from './story.js';
import { clockTime, counted, cut, messages } from './words.js';

export interface Scene {
  now: Date;
  zone: string;
  /** Real seconds since the batch was handed over. */
  elapsedSeconds: number;
  speed: number;
  progress: BatchProgress;
  latest: Happening[];
  callbacksVerified: number;
  memoryMb: number;
}

const barWidth = 36;
const bar = (count: number, of: number): string => {
  const full = of === 0 ? 0 : Math.round((count / of) * barWidth);
  // Even one of ten thousand shows: nobody is rounded away.
  return '█'.repeat(count > 0 ? Math.max(1, full) : 0).padEnd(barWidth, '·');
};

/** Fits `columns` columns. `happenings` is how many of the latest are shown; the height never changes. */
export function renderScene(scene: Scene, paint: Paint, columns: number, happenings = 6): string[] {
  const { progress, zone } = scene;
  const { counts, accepted } = progress;
  const row = (name: string, count: number, tint: (s: string) => string): string =>
    `  ${name.padEnd(11)} ${tint(bar(count, accepted))} ${String(count).padStart(5)}`;
  const same = (s: string): string => s;
  const told = scene.latest.slice(-happenings);
  return [
    `${paint.bold(clockTime(scene.now, zone))}  ${knowing(progress)}  ${paint.dim(paceOf(scene))}`,
    '',
    row('rebooked', counts.rebooked, paint.green),
    row('informed', counts.informed, paint.green),
    row('declined', counts.declined, paint.green),
    row('withdrawn', counts.withdrawn, same),
    row('open', counts.open, paint.yellow),
    // Flags beside the states: one who is rebooked may still have a task.
    row('  overdue', progress.overdue, paint.red),
    row('  operator', progress.withOperator, same),
    '',
    cut(`  ${sent(progress)}`, columns),
    cut(
      `  ${counted(scene.callbacksVerified, 'callback')} verified · ${Math.round(scene.memoryMb)} MB in all`,
      columns,
    ),
    '',
    ...told.map((h) => happeningLine(h, zone, paint, columns)),
    ...Array.from({ length: happenings - told.length }, () => ''),
  ];
}

/** The same in one line, for a log. */
export const sceneLine = ({ now, zone, progress, memoryMb }: Scene): string =>
  [
    `${clockTime(now, zone)}  ${knowing(progress)}`,
    `rebooked ${progress.counts.rebooked}`,
    `open ${progress.counts.open}`,
    `with an operator ${progress.withOperator}`,
    ...(progress.overdue > 0 ? [`OVERDUE ${progress.overdue}`] : []),
    sent(progress),
    `${Math.round(memoryMb)} MB`,
  ].join(' · ');

export function happeningLine(h: Happening, zone: string, paint: Paint, columns: number): string {
  const text = cut(`  ${clockTime(h.at, zone)}  ${cut(h.who, 14).padEnd(10)} ${h.words}`, columns);
  return h.isTrouble ? paint.yellow(text) : text;
}

function knowing({ counts, accepted }: BatchProgress): string {
  return `${counts.informed + counts.rebooked + counts.declined} of ${accepted} know`;
}

const paceOf = ({ elapsedSeconds, speed }: Scene): string =>
  `${Math.floor(elapsedSeconds / 60)}:${String(Math.floor(elapsedSeconds % 60)).padStart(2, '0')} real, ${speed} times as fast`;

function sent({ attempts }: BatchProgress): string {
  const parts = channels.flatMap((c) => (attempts[c] ? [messages(c, attempts[c])] : []));
  return parts.length === 0 ? 'nothing sent yet' : `sent ${parts.join(', ')}`;
}
