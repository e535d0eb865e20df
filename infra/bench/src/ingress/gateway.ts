/** The gateway as it is, a process alone: whoever works on the facts afterwards is not there. */
import { join } from 'node:path';
import { migrate } from '@rollcall/database/migrate';
import { entryOf, environments, freePort, type Proc, secretsOf, startProcess } from '@rollcall/embedded';
import type { Ground } from '../ground.js';

export interface OwnGateway {
  process: Proc;
  port: number;
  publicUrl: string;
}

export async function startGateway(ground: Ground, poolSize: number): Promise<OwnGateway> {
  await migrate(ground.databaseUrl);
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const nobody = 'http://127.0.0.1:9';
  const { gateway } = environments(
    { dir: ground.dir, clock: null, simulator: { seed: 1 } },
    secretsOf(ground.dir),
    ground.databaseUrl,
    { intake: nobody, gateway: publicUrl, simulator: nobody },
  );
  const proc = startProcess({
    name: 'gateway',
    entry: entryOf('gateway'),
    // A line in the log for each request, as in production.
    env: { ...gateway, LOG_LEVEL: 'info', DATABASE_POOL: String(poolSize), PORT: String(port) },
    logFile: join(ground.dir, 'logs', 'gateway.log'),
    healthUrl: `${publicUrl}/readyz`,
  });
  await proc.ready();
  return { process: proc, port, publicUrl };
}
