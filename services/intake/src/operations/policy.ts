/** A practice's policy, its languages, and what is known of both. */
import * as c from '@rollcall/contracts';
import { z } from 'zod';
import { list, type Operation } from './operation.js';

export const policy: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/policy',
    summary: 'The policy, or an older version of it',
    tag: 'policy',
    scopes: 'settings, batches or operate',
    query: { version: 'an older version' },
    answer: { status: 200, schema: c.PolicyVersion },
  },
  {
    method: 'put',
    path: '/v1/policy',
    summary:
      'Replace the policy, by a whole one or by a preset and what is to be otherwise. Errors of a check refuse it (422)',
    tag: 'policy',
    scopes: 'settings',
    body: c.PolicyInput,
    answer: { status: 200, schema: c.PolicyPut },
  },
  {
    method: 'post',
    path: '/v1/policy/check',
    summary: 'What a policy does, in plain words and step by step, and what is wrong with it; nothing is written',
    tag: 'policy',
    scopes: 'settings, batches or operate',
    body: c.PolicyInput,
    answer: { status: 200, schema: c.PolicyCheck },
  },
  {
    method: 'get',
    path: '/v1/policy/presets',
    summary: 'Policies to begin with',
    tag: 'policy',
    scopes: 'settings, batches or operate',
    answer: { status: 200, schema: list(c.PolicyPresetView) },
  },
  {
    method: 'get',
    path: '/v1/policy/schema',
    summary: 'JSON Schema of a policy, with the meaning, unit and reason of each field',
    tag: 'policy',
    scopes: 'settings, batches or operate',
    answer: { status: 200, schema: z.looseObject({}) },
  },
  {
    method: 'get',
    path: '/v1/languages',
    summary: 'The languages patients are spoken to in, and who has checked the words of each',
    tag: 'policy',
    scopes: 'settings, operate or batches',
    answer: { status: 200, schema: list(c.LanguageView) },
  },
  {
    method: 'put',
    path: '/v1/languages/{language}/review',
    summary: 'Say who has checked the words of a language, and when',
    tag: 'policy',
    scopes: 'settings',
    body: c.LanguageReviewInput,
    answer: { status: 200, schema: c.LanguageView },
  },
  {
    method: 'delete',
    path: '/v1/languages/{language}/review',
    summary: 'Take that back',
    tag: 'policy',
    scopes: 'settings',
    answer: { status: 204 },
  },
];
