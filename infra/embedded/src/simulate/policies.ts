/** The policies to compare: presets by name, or files as they would be put. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { defaultPolicy, type Policy, PolicyInput, policyFrom, presetNames, presets } from '@rollcall/contracts';
import { findingsIn } from '@rollcall/domain';
import { z } from 'zod';
import { BadInput } from '../command.js';

export interface NamedPolicy {
  name: string;
  policy: Policy;
  isDefault: boolean;
}

/** Throws {@link BadInput}. Nothing given: all presets, and the default when it is none of them. */
export function policiesOf(asked: readonly string[]): NamedPolicy[] {
  const named = asked.length > 0 ? asked.map(policyOf) : everyPreset();
  const taken = new Set<string>();
  return named.map((p) => {
    let { name } = p;
    for (let n = 2; taken.has(name); n++) name = `${p.name} ${n}`;
    taken.add(name);
    return { ...p, name };
  });
}

function everyPreset(): NamedPolicy[] {
  const all = presetNames.map(policyOf);
  return all.some((p) => p.isDefault) ? all : [policyOf('default'), ...all];
}

function policyOf(asked: string): NamedPolicy {
  if (asked === 'default') return { name: 'default', policy: defaultPolicy, isDefault: true };
  const preset = presetNames.find((name) => name === asked);
  if (preset) {
    const { policy } = presets[preset];
    return { name: preset, policy, isDefault: policy === defaultPolicy };
  }
  const policy = policyFrom(readJson(asked, PolicyInput));
  const [error] = findingsIn(policy).filter((f) => f.severity === 'error');
  if (error) throw new BadInput(`${asked}: ${error.pointer || 'the policy'}: ${error.words}`);
  return { name: basename(asked).replace(/\.json$/i, ''), policy, isDefault: false };
}

/** Throws {@link BadInput} for what cannot be read or does not fit. */
export function readJson<S extends z.ZodType>(file: string, schema: S): z.output<S> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read, and is no preset';
    throw new BadInput(`${file} ${why}`);
  }
  const read = schema.safeParse(json);
  if (!read.success) throw new BadInput(`${file}: ${z.prettifyError(read.error)}`);
  return read.data;
}
