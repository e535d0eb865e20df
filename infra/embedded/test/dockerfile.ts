/** Reads a Dockerfile as far as ours goes: stages, what each takes over from its base, and its instructions. */

export interface Stage {
  name: string;
  base: string;
  instructions: { word: string; rest: string }[];
}

export function readDockerfile(text: string): Map<string, Stage> {
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  const lines = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replace(/\\\n/g, ' ')
    .split('\n');
  for (const line of lines.filter((l) => l.trim() !== '')) {
    const [word = '', ...words] = line.trim().split(/\s+/);
    const rest = line.trim().slice(word.length).trim();
    if (word === 'FROM') {
      const [base = '', , name = ''] = words;
      stage = { name, base, instructions: [] };
      stages.set(name, stage);
    } else stage?.instructions.push({ word, rest });
  }
  return stages;
}

/** The last value of an instruction in a stage or, where it has none, in the stages it is built on. */
export function effective(stages: Map<string, Stage>, name: string, word: string): string | null {
  const stage = stages.get(name);
  if (!stage) return null;
  const own = stage.instructions.filter((i) => i.word === word).at(-1);
  return own ? own.rest : effective(stages, stage.base, word);
}

/** The words of an instruction in exec form: `CMD ["node", "x.js"]`, with or without options before it. */
export function execForm(instruction: string): string[] {
  return JSON.parse(instruction.slice(instruction.indexOf('['))) as string[];
}
