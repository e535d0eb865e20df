/** Calls while something is out of order: a patient on the line hears whom to call, and nobody is forgotten. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { gatewayConnections } from './services.js';
import { openStage, type Stage } from './stage.js';

let stage: Stage;
afterEach(async () => {
  await stage?.close();
});
const callOf = (number: string) => stage.simulator.world.exchange.callsOf(number)[0];
const fallback = /automatic message from your practice.*Please call 5 5 5, 0 1 0, 0 1 0 0\..*Goodbye\./;

describe('a patient is called', () => {
  test('while the gateway is down: hears the practice’s number, from a file on another host, and is called again [edge case 67]', async () => {
    const elsewhere = await fileHost();
    try {
      stage = await openStage({ fallbackElsewhere: `${elsewhere.url}/{lang}/{call}.xml` });
      elsewhere.hold(await (await fetch(`${stage.urls.gateway}/twilio/fallback?call=15550100100`)).text());
      const clinic = await stage.clinic();
      const ana = await clinic.cancels({ phone: 'answers-and-presses-1' });
      await stage.until(() => callOf(ana.number)?.status === 'ringing');
      await stage.stopGateway();
      await stage.until(() => callOf(ana.number)?.status === 'completed');
      await stage.startGateway();
      expect(ana.heard()[0]).toMatch(fallback);
      expect(elsewhere.asked()).toEqual(['/en/15550100100.xml']);
      expect(await ana.knows()).toBe(false);
      await stage.until(() => ana.knows());
      await stage.rest();
      expect(ana.heard()).toHaveLength(2);
      expect(ana.heard()[1]).toMatch(/We had to cancel your visit/);
      // The provider found no words for a call, and says so.
      expect((await stage.amiss()).filter((a) => !/instructions/.test(a))).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });

  test('while the gateway’s database does not answer: hears the practice’s number in time, and is called again [edge case 67]', async () => {
    stage = await openStage({ answerWithinMs: 200 });
    const clinic = await stage.clinic();
    const ana = await clinic.cancels({ phone: 'answers-and-presses-1' });
    await stage.until(() => callOf(ana.number)?.status === 'ringing');
    const { pool } = stage.gatewayDatabase;
    const held = await Promise.all(Array.from({ length: gatewayConnections }, () => pool.connect()));
    await stage.untilEvenSo(() => ana.heard()[0]?.endsWith('Goodbye.') ?? false);
    for (const client of held) client.release();
    expect(ana.heard()[0]).toMatch(fallback);
    await stage.until(() => ana.knows());
    await stage.rest();
    expect(ana.heard()).toHaveLength(2);
    expect((await stage.amiss()).filter((a) => !/fallback was said/.test(a))).toEqual([]);
  });

  test('and waits in the provider’s queue past its use: it is taken back, and a person has it in time [edge case 39]', async () => {
    stage = await openStage({ providerCallsPerSecond: 1 / 14_400 });
    const clinic = await stage.clinic();
    const first = await clinic.cancels({ phone: 'answers-and-presses-1' });
    await stage.until(() => first.knows());
    const ana = await clinic.cancels({ phone: 'answers-and-presses-1' });
    await stage.until(() => callOf(ana.number)?.status === 'canceled');
    await stage.rest();
    expect(ana.diary()).toEqual([]);
    expect(ana.heard().join('')).toBe('');
    expect(await ana.line()).toMatchObject({ state: 'open', overdue: false });
    expect(await ana.task()).not.toBeNull();
    expect(await stage.amiss()).toEqual([]);
  });
});

interface FileHost {
  url: string;
  hold(file: string): void;
  asked(): string[];
  close(): Promise<void>;
}

/** Any static host. */
async function fileHost(): Promise<FileHost> {
  let held = '';
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'content-type': 'text/xml' }).end(held);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold: (file) => {
      held = file;
    },
    asked: () => asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
