/**
 * Twilio and SendGrid at the speed of a loopback: takes every request as they do, and tells once what came of it, signed.
 * The simulator plays people; this plays nothing, so that it is never what is measured.
 */
import { createHmac, createSign } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Pool } from 'undici';
import { confirms } from '../floor/words.js';
import { listen } from '../http.js';
import { onAsked, say, told } from '../role.js';
import { Kept } from './kept.js';

interface Told {
  twilioSid: string;
  twilioToken: string;
  webhookPrivateKey: string;
  answerMs: number;
  callbackMs: number;
}
const { twilioSid, twilioToken, webhookPrivateKey, answerMs, callbackMs } = told<Told>();
let origin = '';
let gateway: Pool;
/** Of each attempt when it was asked for, milliseconds of wall time: once, if all is well. */
const seen = new Map<string, number[]>();
const kept = new Kept();
const tally = { callbacks: 0, lost: 0 };

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
const port = await listen((request, body, response) => {
  const url = request.url ?? '';
  if (request.method === 'GET') return look(url, response);
  if (url.endsWith('/Messages.json')) return takeText(new URLSearchParams(body.toString()), response);
  if (url.endsWith('/Calls.json')) return takeCall(new URLSearchParams(body.toString()), response);
  if (url === '/v3/mail/send') return takeMail(body.toString(), response);
  // A call that is told to end, because its patient has answered otherwise.
  if (/\/Calls\/CA\w+\.json$/.test(url)) return look(url, response);
  throw new Error(`nobody should ask for ${url}`);
});
onAsked((words: { gateway?: string; requests?: true }) => {
  if (words.requests) return [...seen].flatMap(([rid, times]) => times.map((atMs) => ({ rid, atMs })));
  if (words.gateway) {
    origin = words.gateway;
    gateway = new Pool(origin, { connections: 128 });
  }
  return { attempts: seen.size, twice: [...seen.values()].filter((times) => times.length > 1).length, ...tally };
});
say({ port });

function see(rid: string): void {
  const times = seen.get(rid);
  if (times) times.push(Date.now());
  else seen.set(rid, [Date.now()]);
}
const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url, origin);
  return pathname + search;
};
const later = (work: () => Promise<void>): void => {
  setTimeout(() => void work(), callbackMs * (0.5 + Math.random()));
};
/** The number's or address's place among the patients, as the bench made them. */
const placeOf = (address: string): number => Number(/(\d+)(?:@.*)?$/.exec(address)?.[1] ?? 0);

function answer(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  setTimeout(() => response.writeHead(status, { 'content-length': body.length, ...headers }).end(body), answerMs);
}

function look(url: string, response: ServerResponse): void {
  const found = kept.answer(url);
  answer(response, found ? 200 : 404, JSON.stringify(found ?? { code: 20404, status: 404 }), {
    'content-type': 'application/json',
  });
}

function takeText(form: URLSearchParams, response: ServerResponse): void {
  const callback = pathOf(form.get('StatusCallback') ?? '');
  const rid = uuid.exec(callback)?.[0] ?? '';
  see(rid);
  const [sid, to] = [`SM${rid.replaceAll('-', '')}`, form.get('To') ?? ''];
  const taken = { sid, account_sid: twilioSid, to, from: form.get('From'), status: 'queued', num_segments: '1' };
  kept.keep({ ...taken, body: form.get('Body'), direction: 'outbound-api', status: 'delivered' });
  answer(response, 201, JSON.stringify({ ...taken, error_code: null }), { 'content-type': 'application/json' });
  later(() =>
    confirms(placeOf(to), 0)
      ? post('/twilio/inbound/messages', {
          MessageSid: `SM1${sid.slice(3)}`,
          From: to,
          To: '+15005550006',
          Body: '1',
          NumMedia: '0',
        })
      : post(callback, { MessageSid: sid, MessageStatus: 'delivered', From: '+15005550006', To: to }),
  );
}

function takeCall(form: URLSearchParams, response: ServerResponse): void {
  const rid = uuid.exec(form.get('StatusCallback') ?? '')?.[0] ?? '';
  see(rid);
  const [sid, to] = [`CA${rid.replaceAll('-', '')}`, form.get('To') ?? ''];
  kept.keep({ sid, to, status: 'completed', answered_by: 'human' });
  answer(response, 201, JSON.stringify({ sid, status: 'queued', to }), { 'content-type': 'application/json' });
  const call = { CallSid: sid, From: '+15005550006', To: to, CallStatus: 'in-progress' };
  later(async () => {
    let said = await ask(pathOf(form.get('Url') ?? ''), { ...call, AnsweredBy: 'human' });
    // The message is a document, its question is the next.
    for (let next = nextIn(said); next && !actionIn(said); next = nextIn(said)) said = await ask(pathOf(next), call);
    const action = actionIn(said);
    // Not in the same instant: a key that comes before its question was heard answers nothing.
    if (action) later(() => post(pathOf(action), { ...call, Digits: '1' }));
  });
}
const plain = (url: string | undefined): string | undefined => url?.replaceAll('&amp;', '&');
const actionIn = (twiml: string | null): string | undefined =>
  plain(/<Gather[^>]* action="([^"]+)"/.exec(twiml ?? '')?.[1]);
const nextIn = (twiml: string | null): string | undefined => plain(/<Redirect[^>]*>([^<]+)</.exec(twiml ?? '')?.[1]);

/** Nobody answers an email at once: it is delivered, and for some followed by a call. */
function takeMail(body: string, response: ServerResponse): void {
  const rid = uuid.exec(/"custom_args":\{[^}]*\}/.exec(body)?.[0] ?? '')?.[0] ?? '';
  see(rid);
  const id = rid.replaceAll('-', '').slice(10);
  answer(response, 202, '', { 'x-message-id': id });
  later(async () => {
    const mail = JSON.parse(body) as { custom_args?: object; personalizations: { custom_args?: object }[] };
    const event = {
      email: 'somebody@example.test',
      event: 'delivered',
      timestamp: Math.floor(Date.now() / 1000),
      sg_message_id: `${id}.0`,
      sg_event_id: `delivered-${rid}`,
      ...(mail.custom_args ?? mail.personalizations[0]?.custom_args),
    };
    await tell(JSON.stringify([event]));
  });
}

async function tell(events: string): Promise<void> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const key = { key: Buffer.from(webhookPrivateKey, 'base64'), format: 'der', type: 'pkcs8' } as const;
  const signature = createSign('sha256').update(timestamp).update(events).sign(key).toString('base64');
  await send('/sendgrid/events', events, {
    'content-type': 'application/json',
    'x-twilio-email-event-webhook-signature': signature,
    'x-twilio-email-event-webhook-timestamp': timestamp,
  });
}

const post = async (path: string, params: Record<string, string>): Promise<void> => void (await ask(path, params));

function ask(path: string, given: Record<string, string>): Promise<string | null> {
  const params: Record<string, string> = { AccountSid: twilioSid, ...given };
  const text = Object.keys(params)
    .sort()
    .reduce((sum, key) => sum + key + params[key], origin + path);
  return send(path, new URLSearchParams(params).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': createHmac('sha1', twilioToken).update(text).digest('base64'),
  });
}

async function send(path: string, body: string, headers: Record<string, string>): Promise<string | null> {
  try {
    const response = await gateway.request({ path, method: 'POST', headers, body });
    const text = await response.body.text();
    tally[response.statusCode < 300 ? 'callbacks' : 'lost'] += 1;
    return response.statusCode < 300 ? text : null;
  } catch {
    // Nobody listens there any more.
    tally.lost += 1;
    return null;
  }
}
