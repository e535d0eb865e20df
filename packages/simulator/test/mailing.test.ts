import { describe, expect, test } from '@jest/globals';
import type { Say } from './fake-gateway.js';
import { cast, mail, rid, scenes } from './scene.js';

const address = 'ana.reyes@example.org';
const page = '/p/abcdefghijklmnopqrstuv';
const html = (url: string): string =>
  `<p>Hello</p><a href="${url}${page}">Read the message</a> <a href="tel:+15550100">Call</a> <a href="${url}/imprint">Imprint</a>`;
const form = (keys: string[], hidden: string): string =>
  `<!doctype html><html lang="en"><body><main><form method="post" action="${page}">${hidden}${keys.map((k) => `<button name="key" value="${k}">${k}</button>`).join('')}</form></main></body></html>`;

/** Asks, then needs a moment, then offers times, then is done. */
function patientPage(): Say {
  const shown = [
    form(['1', '2', '3', '9'], '<input type="hidden" name="form" value="mark-1">'),
    '<html><main data-stage="pending">One moment</main></html>',
    form(
      ['1', '2', '4'],
      '<input type="hidden" name="form" value="mark-2"><input type="hidden" name="offer" value="o1">',
    ),
    '<html><main>Booked.</main></html>',
  ];
  let at = 0;
  return ({ method, path }) => {
    if (path !== page) return undefined;
    if (method === 'POST') {
      at += 1;
      return { location: page };
    }
    const body = shown[at] ?? '';
    if (body.includes('pending')) at += 1;
    return { type: 'text/html', body };
  };
}

describe('writing mail to people', () => {
  const scene = scenes();
  const events = () => scene.current.gateway.mailEvents;
  const send = async (persona: Parameters<typeof cast>[1]): Promise<void> => {
    const { gateway, simulator } = scene.current;
    simulator.world.cast.put([cast(address, persona)]);
    await mail(scene.current, address, html(gateway.url));
    await simulator.idle();
  };
  const visits = () => scene.current.gateway.at(page);

  test('events are told with the ids of the request and of the answer', async () => {
    const { gateway, simulator } = scene.current;
    simulator.world.cast.put([cast(address, 'silent')]);
    const answer = await mail(scene.current, address, html(gateway.url));
    await simulator.idle();
    expect(events().map((e) => e.event)).toEqual(['processed', 'delivered']);
    const id = answer.headers.get('x-message-id') ?? '';
    for (const event of events()) {
      expect(event).toMatchObject({ email: address, rid, sg_event_id: expect.any(String) });
      expect(String(event.sg_message_id).split('.')[0]).toBe(id);
      expect(Math.abs(Number(event.timestamp) - Date.now() / 1000)).toBeLessThan(60);
    }
    expect(visits()).toEqual([]);
  });

  test('a person reads the page, presses, waits for the times and chooses one', async () => {
    scene.current.gateway.say = patientPage();
    await send('clicks-link');
    const posts = visits().filter((v) => v.method === 'POST');
    expect(posts.map((p) => p.params)).toEqual([
      { form: 'mark-1', key: '1' },
      { form: 'mark-2', offer: 'o1', key: expect.stringMatching(/^[12]$/) },
    ]);
    expect(visits()[0]).toMatchObject({ method: 'GET', userAgent: expect.stringContaining('Safari') });
    expect(scene.current.simulator.ledger.entries[0]?.replies).toBe(1);
  });

  test('a person may want none of the times', async () => {
    scene.current.gateway.say = patientPage();
    await send('clicks-link-then-declines');
    expect(visits().flatMap((v) => v.params.key ?? [])).toEqual(['2', '4']);
  });

  test('a scanner fetches every link with HEAD and GET and answers nothing', async () => {
    scene.current.gateway.say = patientPage();
    await send('scanner-mailbox');
    expect(visits().map((v) => v.method)).toEqual(['HEAD', 'GET']);
    expect(scene.current.gateway.at('/imprint').map((v) => v.method)).toEqual(['HEAD', 'GET']);
    expect(scene.current.simulator.ledger.entries[0]?.replies).toBe(0);
  });

  test('a mailbox that is gone bounces, and the next mail is dropped', async () => {
    await send('bouncing-mailbox');
    expect(events().at(-1)).toMatchObject({ event: 'bounce', type: 'bounce', status: '5.1.1' });
    await mail(scene.current, address, '<p>Again</p>');
    await scene.current.simulator.idle();
    expect(events().at(-1)).toMatchObject({ event: 'dropped', reason: 'Bounced Address' });
  });

  test.each([
    ['blocking-mailbox', ['processed', 'bounce'], { type: 'blocked', status: '4.0.0' }],
    ['slow-mailbox', ['processed', 'deferred', 'delivered'], {}],
    ['late-bouncing-mailbox', ['processed', 'delivered', 'bounce'], { type: 'bounce' }],
  ] as const)('a %s is told of as %j', async (persona, told, last) => {
    await send(persona);
    expect(events().map((e) => e.event)).toEqual(told);
    expect(events().at(-1)).toMatchObject(last);
  });

  const answers = () => scene.current.gateway.at('/sendgrid/inbound');
  const answerable = (persona: Parameters<typeof cast>[1]): Promise<void> => {
    scene.current.simulator.world.cast.put([cast(address, persona)]);
    const question = 'Please reply 1 = I understand, 2 = another time.';
    return mail(scene.current, address, `<p>${question}</p>`, {
      content: [
        { type: 'text/plain', value: question },
        { type: 'text/html', value: `<p>${question}</p>` },
      ],
      reply_to: { email: 'a+123@answers.example' },
      headers: {
        'List-Unsubscribe': `<${scene.current.gateway.url}/u/1>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    }).then(() => scene.current.simulator.idle());
  };

  test('a person’s reply comes by the answers’ door, once; a program’s says that it is one', async () => {
    await answerable('replies-by-mail');
    expect(answers()).toHaveLength(1);
    expect(scene.current.simulator.ledger.entries[0]?.replies).toBe(1);
    await answerable('out-of-office');
    expect(answers()).toHaveLength(2);
    expect(scene.current.simulator.ledger.entries[1]?.replies).toBe(0);
  });

  test('who unsubscribes does so with the one click of a mail program', async () => {
    await answerable('unsubscribes');
    expect(scene.current.gateway.at('/u/1')).toEqual([
      expect.objectContaining({ method: 'POST', params: { 'List-Unsubscribe': 'One-Click' } }),
    ]);
  });

  const pages: Say = ({ method, path }) => {
    if (path !== page) return undefined;
    const hidden = '<input type="hidden" name="form" value="mark"><button name="key" value="0" hidden>-</button>';
    return {
      type: 'text/html',
      body:
        method === 'GET'
          ? form(['1', '9'], hidden)
          : '<form method="post"><button name="sure" value="yes">Yes</button></form>',
    };
  };
  const pressed = () => visits().flatMap((v) => (v.method === 'POST' ? [v.params.key ?? v.params.sure] : []));

  test.each([
    ['scanner-presses-buttons', ['0', '1', '9']],
    ['scanner-presses-buttons-slowly', ['0', 'yes', 'yes', '1', 'yes', 'yes', '9', 'yes', 'yes']],
    ['browser-presses-buttons', ['1', 'yes', 'yes', '9', 'yes', 'yes']],
  ] as const)('%s presses %j', async (persona, keys) => {
    scene.current.gateway.say = pages;
    await send(persona);
    expect(pressed()).toEqual(keys);
    expect(visits()[0]?.method).toBe(persona === 'browser-presses-buttons' ? 'GET' : 'HEAD');
  });
});
