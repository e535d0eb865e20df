/** Configuration from the environment: every fault at once, by name, and never a value. */
import type { z } from 'zod';

export class ConfigurationError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The configuration is not complete:\n${faults.map((f) => `  - ${f}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

/** Reads and checks `env`; empty strings count as absent. Throws `ConfigurationError`. */
export function readEnvironment<S extends z.ZodType>(schema: S, env: NodeJS.ProcessEnv = process.env): z.output<S> {
  const given = Object.fromEntries(Object.entries(env).filter(([, v]) => v !== undefined && v !== ''));
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  throw new ConfigurationError(
    read.error.issues.map((issue) => {
      const name = issue.path.join('.') || 'environment';
      return given[name] === undefined ? `${name} is missing` : `${name} is not right: ${withoutValue(issue)}`;
    }),
  );
}

/** zod's own messages may quote what was given; ours never do. */
const withoutValue = (issue: z.core.$ZodIssue): string =>
  issue.code === 'custom' || issue.code === 'invalid_format' ? issue.message.replace(/received .*$/, '') : issue.code;
