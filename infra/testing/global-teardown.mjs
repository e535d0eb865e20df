import { rmSync } from 'node:fs';

export default async function teardown() {
  const started = globalThis.__rollcallPostgres;
  if (!started) return;
  await started.postgres.stop();
  rmSync(started.dataDir, { recursive: true, force: true });
}
