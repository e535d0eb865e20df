#!/usr/bin/env node
// Whether a closing report accounts for every appointment. Counts for itself, and knows nothing of the code that wrote it.
// `node infra/ci/check-report.mjs FILE [PATIENTS]`: at least that many appointments must be in it.
import { readFileSync } from 'node:fs';

const [file, patients = '1'] = process.argv.slice(2);
const { totals, notices, ledgerHeads } = JSON.parse(readFileSync(file, 'utf8'));
const faults = [];
const expect = (holds, fault) => holds || faults.push(fault);

const states = ['open', 'informed', 'rebooked', 'declined', 'withdrawn', 'unreachable'];
const sum = states.reduce((total, state) => total + totals[state], 0);
expect(sum === totals.accepted, `the states sum to ${sum}, accepted were ${totals.accepted}`);
expect(notices.length === totals.accepted, `${notices.length} lines for ${totals.accepted} accepted`);
expect(totals.accepted >= Number(patients), `only ${totals.accepted} appointments for ${patients} patients`);
for (const state of states) {
  const counted = notices.filter((notice) => notice.state === state).length;
  expect(counted === totals[state], `${state}: ${totals[state]} in the totals, ${counted} lines`);
}
expect(totals.informed + totals.rebooked > 0, 'nobody was informed at all');
expect(new Set(notices.map(({ noticeId }) => noticeId)).size === notices.length, 'a notice is listed twice');

const booked = notices.flatMap(({ state, booking }) =>
  state === 'rebooked' ? [`${booking?.resource} ${booking?.start}`] : [],
);
expect(new Set(booked).size === booked.length, 'two patients hold one slot');
for (const { externalId, state, evidence, booking, overdue, taskId } of notices) {
  const told = state === 'informed' || state === 'rebooked' || state === 'declined';
  expect(!told || evidence !== null, `${externalId} is ${state} without evidence`);
  expect(state !== 'rebooked' || booking !== null, `${externalId} is rebooked without a slot`);
  expect(!overdue || taskId !== null, `${externalId} is overdue and no person knows of it`);
}
expect(ledgerHeads.length > 0, 'there are no ledger heads');

if (faults.length > 0) {
  process.stderr.write(`The report does not hold:\n${faults.map((fault) => `  ${fault}`).join('\n')}\n`);
  process.exit(1);
}
process.stdout.write(`the report holds: ${totals.accepted} = ${states.map((s) => `${totals[s]} ${s}`).join(' + ')}\n`);
