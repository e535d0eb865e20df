/**
 * What a migration may not do while the previous release still runs on its tables: take away or rename what that release
 * reads, or refuse what it writes. Such a migration comes one release later, and says since which release nothing needs
 * what it takes: `-- contract: since 0.2.0`.
 */
export interface Migration {
  name: string;
  sql: string;
}

interface Rule {
  why: string;
  breaks: (statement: string, created: ReadonlySet<string>) => boolean;
}

const on = (statement: string, pattern: RegExp, created: ReadonlySet<string>): boolean => {
  const table = pattern.exec(statement)?.[1];
  return table !== undefined && !created.has(table);
};

const rules: Rule[] = [
  {
    why: 'takes something away',
    breaks: (s) => /\bdrop\s+(?!index\b|default\b|constraint\s+\w+_(?:fkey|practice_id_id_key)\b)\w+/.test(s),
  },
  { why: 'renames', breaks: (s) => /\brename\b/.test(s) },
  { why: 'changes a type', breaks: (s) => /\balter\s+(column\s+)?\w+\s+(set\s+data\s+)?type\b/.test(s) },
  { why: 'refuses nulls that are written', breaks: (s) => /\bset\s+not\s+null\b/.test(s) },
  { why: 'takes a default away', breaks: (s) => /\bdrop\s+default\b/.test(s) },
  {
    why: 'adds a column that the previous release does not fill',
    breaks: (s) =>
      /^alter\s+table/.test(s) &&
      s.split(/,\s*(?=add\b)/).some((part) => {
        const added = /\badd\s+(column\s+)?(?!constraint\b|check\b|unique\b|foreign\b|primary\b|exclude\b)\w+\s.*/.exec(
          part,
        );
        return added !== null && /\bnot\s+null\b/.test(added[0]) && !/\b(default|generated)\b/.test(added[0]);
      }),
  },
  {
    why: 'refuses rows that the previous release writes',
    breaks: (s, created) =>
      on(
        s,
        /^alter\s+table\s+(?:only\s+)?(\w+)\s[\s\S]*\badd\s+(?:constraint|check|unique|foreign|primary|exclude)\b/,
        created,
      ) || on(s, /^create\s+unique\s+index\s+(?:concurrently\s+)?(?:\w+\s+)?on\s+(\w+)/, created),
  },
];

/** The release a contracting migration waits for, or null when it only expands. */
export const contractOf = (sql: string): string | null =>
  /^-- contract: since (\d+\.\d+\.\d+)$/m.exec(sql)?.[1] ?? null;

/** Why a migration is not safe beside the previous release; empty when it is. */
export function breaches({ sql }: Migration): string[] {
  const statements = statementsOf(sql);
  const created = new Set(
    statements.flatMap((s) => /^create\s+table\s+(?:if\s+not\s+exists\s+)?(\w+)/.exec(s)?.[1] ?? []),
  );
  return statements.flatMap((s) => {
    const table = /^(?:alter|drop)\s+table\s+(?:only\s+)?(\w+)/.exec(s)?.[1];
    // What came with the same migration nobody uses yet.
    if (table !== undefined && created.has(table)) return [];
    return rules.filter((r) => r.breaks(s, created)).map((r) => `${r.why}: ${s.slice(0, 120)}`);
  });
}

/** Lower-case statements without comments, strings and function bodies. */
function statementsOf(sql: string): string[] {
  return sql
    .replace(/--.*$/gm, '')
    .replace(/\$(\w*)\$[\s\S]*?\$\1\$/g, "''")
    .replace(/'(?:[^']|'')*'/g, "''")
    .toLowerCase()
    .split(';')
    .map((s) => s.trim())
    .filter((s) => s !== '');
}

/** Whether release `a` is `b` or older. */
export function isUpTo(a: string, b: string): boolean {
  const [x, y] = [a, b].map((v) => v.split('.').map(Number));
  for (let i = 0; i < 3; i++) if ((x?.[i] ?? 0) !== (y?.[i] ?? 0)) return (x?.[i] ?? 0) < (y?.[i] ?? 0);
  return true;
}
