/** The floor's door: patients in, callbacks in, and the look for whoever did not confirm in time. */
import { setTimeout as pause } from 'node:timers/promises';
import { listen } from '../http.js';
import { say, told } from '../role.js';
import { openQueues } from './queue.js';
import { type FloorPatient, openStore } from './store.js';
import { channels } from './words.js';

const { databaseUrl, redisUrl } = told<{ databaseUrl: string; redisUrl: string }>();
const store = openStore(databaseUrl);
const add = await openQueues(redisUrl);

const port = await listen(async (request, body, response) => {
  if (request.url === '/callback') {
    const news = new URLSearchParams(body.toString());
    await store.told({ id: Number(news.get('AttemptId')), state: news.get('Status') ?? '' });
    response.writeHead(204).end();
    return;
  }
  const patients = JSON.parse(body.toString()) as FloorPatient[];
  await store.intake(patients);
  await add(
    'sms',
    patients.map((p) => ({ patient: p.id, step: 0 })),
  );
  response.writeHead(202).end();
});
void escalate();
say({ port });

async function escalate(): Promise<void> {
  for (;;) {
    const due = await store.due();
    for (const step of [0, 1]) {
      const next = channels[step + 1];
      const jobs = due.filter((d) => d.step === step).map((d) => ({ patient: d.patient, step: step + 1 }));
      if (next && jobs.length > 0) await add(next, jobs);
    }
    if (due.length < 2000) await pause(100);
  }
}
