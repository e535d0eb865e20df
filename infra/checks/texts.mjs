#!/usr/bin/env node
// What every text costs at its longest. Exit 1 when one costs more than its budget, leaves GSM-7, or has a hole in it. Wants a build.
import { lintTexts } from '../../packages/messages/dist/index.js';

const linted = lintTexts();
/** The dearest of each template and language; of those at fault first. */
const worst = new Map();
const badness = ({ faults, segments, text }) => faults.length * 1e6 + segments * 1e4 + text.length;
for (const one of linted) {
  const key = `${one.template} ${one.language}`;
  const known = worst.get(key);
  if (!known || badness(one) > badness(known)) worst.set(key, one);
}
const faulty = linted.filter((l) => l.faults.length > 0);
console.log('template          language  parts  of  at its longest');
for (const { template, language, segments, budget, text } of worst.values())
  console.log(
    `${template.padEnd(18)}${language.padEnd(10)}${String(segments).padEnd(7)}${String(budget).padEnd(4)}${text}`,
  );
for (const one of worst.values()) {
  if (one.faults.length === 0) continue;
  const others = faulty.filter((f) => f.template === one.template && f.language === one.language).length - 1;
  console.log(
    `\nFAULT ${one.template} (${one.language}) with ${one.with}${others > 0 ? `, and ${others} more like it` : ''}:`,
  );
  console.log(`  ${one.faults.join('; ')}\n  ${one.segments} parts: ${one.text}`);
}
console.log(`\n${linted.length} texts, ${faulty.length} at fault`);
process.exit(faulty.length === 0 ? 0 : 1);
