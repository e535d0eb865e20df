/** The practice's policy: read, checked, replaced as a whole; old versions stay readable. */
import {
  defaultPolicy,
  Policy,
  type PolicyFinding,
  PolicyInput,
  type Practice,
  policyFrom,
  presetNames,
  presets,
} from '@rollcall/contracts';
import { addPolicy, findPolicy, findPractice } from '@rollcall/database';
import { checkPolicy, finding, findingsIn } from '@rollcall/domain';
import { type DearText, dearTexts } from '@rollcall/messages';
import { Problem } from '@rollcall/platform';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { IntakeContext } from '../app.js';
import { readBody } from '../validation.js';

const Query = z.object({ version: z.coerce.number().int().min(1).max(1_000_000).optional() });

export function policyRoutes(app: FastifyInstance, { database, clock, auth }: IntakeContext): void {
  const schema = z.toJSONSchema(Policy, { io: 'input' });
  const presetViews = presetNames.map((name) => ({
    name,
    ...presets[name],
    isDefault: presets[name].policy === defaultPolicy,
  }));

  app.get('/v1/policy', async (request) => {
    const { practiceId } = await auth.practice(request, 'settings', 'batches', 'operate');
    const found = await findPolicy(database.pool, practiceId, readBody(Query, request.query).version ?? null);
    if (!found) throw new Problem('not_found');
    return found;
  });

  const practiceOf = async (practiceId: string): Promise<Practice> => {
    const practice = await findPractice(database.pool, practiceId);
    if (!practice) throw new Problem('not_found');
    return practice;
  };

  app.put('/v1/policy', async (request) => {
    const { practiceId } = await auth.practice(request, 'settings');
    const said = readBody(PolicyInput, request.body);
    const policy = policyFrom(said, (await practiceOf(practiceId)).country);
    const findings = ofTheirs(findingsIn(policy), said);
    refuse(findings.filter((f) => f.severity === 'error'));
    return { ...(await addPolicy(database, practiceId, policy, clock.now())), warnings: findings };
  });

  app.post('/v1/policy/check', async (request) => {
    const { practiceId } = await auth.practice(request, 'settings', 'batches', 'operate');
    const practice = await practiceOf(practiceId);
    const said = readBody(PolicyInput, request.body);
    const check = checkPolicy(policyFrom(said, practice.country));
    const dear = check.policy.channels.sms ? dearTexts(practice).map(tooLong) : [];
    return { ...check, findings: [...ofTheirs(check.findings, said), ...dear] };
  });

  app.get('/v1/policy/presets', async (request) => {
    await auth.practice(request, 'settings', 'batches', 'operate');
    return { data: presetViews, nextCursor: null };
  });

  app.get('/v1/policy/schema', async (request) => {
    await auth.practice(request, 'settings', 'batches', 'operate');
    return schema;
  });
}

/** About the practice's name, which is no part of the policy. */
const tooLong = ({ purpose, language, segments, budget, foreignCharacter }: DearText): PolicyFinding =>
  finding(
    'text_too_long',
    '',
    `Under the practice’s spoken name a text of the kind "${purpose}" takes ${segments} parts instead of ${budget} in the language ${language}${foreignCharacter === null ? '' : `, because of the character ${foreignCharacter}`}.`,
  );

/** That instant messages are off where nobody turned them on is no slip of the practice's. */
const ofTheirs = (findings: readonly PolicyFinding[], said: PolicyInput): PolicyFinding[] =>
  findings.filter((f) => said.channels || f.code !== 'channel_off_in_ladder');

/** A policy under which somebody is surely not told is not taken. */
function refuse(errors: readonly PolicyFinding[]): void {
  if (errors.length === 0) return;
  throw new Problem(
    'unprocessable',
    'Under this policy patients would not be told; POST /v1/policy/check explains it',
    {
      errors: errors.map(({ pointer, code, words }) => ({ pointer, code, detail: words })),
    },
  );
}
