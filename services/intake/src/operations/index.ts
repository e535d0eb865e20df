/** Every operation of the API: what the documents are made of. */
import { batches } from './batches.js';
import { notices } from './notices.js';
import type { Operation } from './operation.js';
import { patients } from './patients.js';
import { policy } from './policy.js';
import { practices } from './practices.js';
import { slots } from './slots.js';
import { tasks } from './tasks.js';
import { templates } from './templates.js';
import { webhooks } from './webhooks.js';

export const operations: readonly Operation[] = [
  ...practices,
  ...templates,
  ...policy,
  ...batches,
  ...notices,
  ...patients,
  ...slots,
  ...tasks,
  ...webhooks,
];
