/** Shows scenes: redrawn in place on a terminal, line after line elsewhere. */
import type { Paint } from './paint.js';
import { happeningLine, renderScene, type Scene, sceneLine } from './progress.js';
import type { Story } from './story.js';

export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}
export interface Display {
  show(scene: Scene, story: Story): void;
  /** Leaves the last picture standing. */
  end(): void;
}

const minColumns = 60;
const maxColumns = 100;
/** Real milliseconds between lines of a log, and how many happenings each brings. */
const lineEveryMs = 3000;
const happeningsPerLine = 4;

export const displayOn = (output: Output, paint: Paint): Display =>
  output.isTTY ? drawn(output, paint) : logged(output, paint);

function drawn(output: Output, paint: Paint): Display {
  let height = 0;
  return {
    show: (scene) => {
      const columns = Math.min(maxColumns, Math.max(minColumns, (output.columns ?? 80) - 1));
      const lines = renderScene(scene, paint, columns);
      // Up to the first line of the picture before, and each line cleared to its end.
      const up = height > 0 ? `\u001b[${height}A` : '\n';
      output.write(`${up}${lines.map((line) => `\r\u001b[2K${line}`).join('\n')}\n`);
      height = lines.length;
    },
    end: () => {
      height = 0;
    },
  };
}

function logged(output: Output, paint: Paint): Display {
  let last = Number.NEGATIVE_INFINITY;
  let told = 0;
  return {
    show: (scene, story) => {
      const now = performance.now();
      if (now - last < lineEveryMs) return;
      last = now;
      const fresh = story.told - told;
      told = story.told;
      const shown = Math.min(fresh, happeningsPerLine);
      output.write(`${sceneLine(scene)}\n`);
      for (const h of shown > 0 ? story.latest(shown) : [])
        output.write(`${happeningLine(h, scene.zone, paint, maxColumns)}\n`);
      if (fresh > shown) output.write(`         … and ${fresh - shown} more\n`);
    },
    end: () => {},
  };
}
