/** What a policy does, in plain words, and what is wrong with it. */
import type { Policy, PolicyCheck } from '@rollcall/contracts';
import { aheadCase, sameDayCase } from './policy-cases.js';
import { findingsIn } from './policy-rules.js';
import { inPlainWords } from './policy-words.js';

export function checkPolicy(policy: Policy): PolicyCheck {
  const findings = findingsIn(policy);
  return {
    policy,
    ok: findings.every((f) => f.severity !== 'error'),
    findings,
    summary: inPlainWords(policy),
    sameDay: sameDayCase(policy),
    ahead: aheadCase(policy),
  };
}
