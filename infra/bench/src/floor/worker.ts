/** The floor's worker: claim, call the provider, remember. */
import { Pool } from 'undici';
import { say, told } from '../role.js';
import { work } from './queue.js';
import { openStore } from './store.js';
import { channels, concurrency } from './words.js';

const { databaseUrl, redisUrl, provider } = told<{ databaseUrl: string; redisUrl: string; provider: number }>();
const store = openStore(databaseUrl);
const sockets = new Pool(`http://127.0.0.1:${provider}`, { connections: concurrency * 2 });
const words = 'Hi, this is Main Street Clinic. Your appointment on Tue Dec 1 at 9:30 is cancelled. Reply 1.';

work(redisUrl, async ({ patient, step }) => {
  const channel = channels[step] ?? 'voice';
  const claimed = await store.claim({ patient, step, channel });
  if (!claimed) return;
  const { statusCode, body } = await sockets.request({
    path: `/${channel}`,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: 'Basic QUMwMDpzZWNyZXQ=' },
    body: new URLSearchParams({
      To: claimed.phone,
      From: '+15005550006',
      Body: words,
      AttemptId: String(claimed.id),
    }).toString(),
  });
  const { sid } = (await body.json()) as { sid: string };
  if (statusCode !== 201) throw new Error(`the provider answers ${statusCode}`);
  await store.sent({ id: claimed.id, ref: sid });
});
say({ ready: true });
