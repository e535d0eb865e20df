/** The floor's provider: takes every message, and tells once what came of it. Not part of what is measured. */
import { Pool } from 'undici';
import { listen } from '../http.js';
import { onAsked, say, told } from '../role.js';
import { answerMs, callbackMs, confirms } from './words.js';

told();
let api: Pool;
const seen = new Map<string, number>();
const tally = { callbacks: 0, lost: 0 };

const port = await listen((_request, body, response) => {
  const id = new URLSearchParams(body.toString()).get('AttemptId') ?? '';
  seen.set(id, (seen.get(id) ?? 0) + 1);
  const sid = `SM${id.padStart(32, '0')}`;
  const answer = JSON.stringify({
    sid,
    status: 'queued',
    num_segments: '1',
    direction: 'outbound-api',
    api_version: '2010-04-01',
    price_unit: 'USD',
    error_code: null,
    date_created: 'Thu, 24 Aug 2026 05:01:45 +0000',
    uri: `/2010-04-01/Accounts/AC/Messages/${sid}.json`,
  });
  setTimeout(() => {
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
    setTimeout(() => void callBack(id, sid), callbackMs * (0.5 + Math.random()));
  }, answerMs);
});

async function callBack(id: string, sid: string): Promise<void> {
  const patient = Math.floor(Number(id) / 4);
  const state = confirms(patient, Number(id) % 4) ? 'confirmed' : 'delivered';
  const { statusCode, body } = await api.request({
    path: '/callback',
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `MessageSid=${sid}&SmsSid=${sid}&From=%2B15005550006&To=%2B15550001111&NumSegments=1&ApiVersion=2010-04-01&AttemptId=${id}&Status=${state}`,
  });
  await body.dump();
  tally[statusCode < 300 ? 'callbacks' : 'lost'] += 1;
}

onAsked((words: { api?: number }) => {
  if (words.api) api = new Pool(`http://127.0.0.1:${words.api}`, { connections: 256 });
  return { attempts: seen.size, twice: [...seen.values()].filter((n) => n > 1).length, ...tally };
});
say({ port });
