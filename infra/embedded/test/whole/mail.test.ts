/** Mail and chat from the practice's request to the ledger: what a mailbox does with it, and what counts. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultPolicy, type Policy } from '@rollcall/contracts';
import type { PersonaName } from '@rollcall/simulator';
import type { Patient } from './clinic.js';
import { openStage, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());
beforeEach(() => stage.morning());
// Nobody is missed, nobody is told twice or after an answer, and the rows say what the ledger says.
afterEach(async () => {
  expect(await stage.amiss()).toEqual([]);
});

/** Mail first, and a call later. */
const mailFirst: Partial<Policy> = {
  calendarFile: 'attached',
  ladder: {
    ...defaultPolicy.ladder,
    sameDay: [
      { channel: 'email', waitMinutes: 40 },
      { channel: 'voice', waitMinutes: 12 },
    ],
  },
};
const letters = (patient: Patient) => stage.simulator.world.mailboxes.lettersTo(patient.mailbox);
const plannedAt = async (patient: Patient, channel: string): Promise<Date> => {
  const planned = (await patient.outreach()).timeline.find(
    (t) => t.type === 'attempt.planned' && t.data.channel === channel,
  );
  return new Date(planned?.at ?? '');
};
const minutesBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 60_000;

describe('a patient who is written to', () => {
  test('opens the link, presses two buttons, and has a new time', async () => {
    const clinic = await stage.clinic({ policy: mailFirst, slots: 6 });
    const ana = await clinic.cancels({ email: 'clicks-link', phone: 'lets-it-ring' });
    await stage.rest();
    expect(await ana.line()).toMatchObject({ state: 'rebooked', evidence: { grade: 'confirmed', channel: 'email' } });
    expect(ana.diary().filter((d) => /^presses/.test(d))).toHaveLength(2);
    expect(ana.requests().map((r) => r.kind)).not.toContain('call');
  });

  test.each([
    'scanner-mailbox',
    'scanner-presses-buttons',
    'scanner-presses-buttons-slowly',
    'browser-presses-buttons',
  ] as const satisfies PersonaName[])(
    'and whose mailbox is one of %s has confirmed nothing: the phone rings, and that answer counts [edge case 19]',
    async (email) => {
      const clinic = await stage.clinic({ policy: mailFirst });
      const ana = await clinic.cancels({ email, phone: 'answers-and-presses-1' });
      await stage.until(() => ana.knows());
      await stage.rest();
      expect(ana.diary().some((d) => d.startsWith('a scanner'))).toBe(true);
      expect(await ana.line()).toMatchObject({ evidence: { grade: 'confirmed', channel: 'voice' } });
      const answers = (await ana.outreach()).timeline.filter((t) => t.type === 'answer.received');
      expect(answers.map((t) => t.data.channel)).toEqual(['voice']);
      expect(await ana.events()).not.toContain('contact.invalid');
    },
  );

  test.each(['bouncing-mailbox', 'blocking-mailbox'] as const)('in vain, by a %s, is called at once', async (email) => {
    const clinic = await stage.clinic({ policy: mailFirst });
    const ana = await clinic.cancels({ email, phone: 'answers-and-presses-1' });
    await stage.rest();
    expect(await ana.knows()).toBe(true);
    expect(minutesBetween(await plannedAt(ana, 'email'), await plannedAt(ana, 'voice'))).toBeLessThan(5);
  });

  test('and whose visit is on after all gets the new time taken out of the calendar it was put in', async () => {
    const clinic = await stage.clinic({ policy: mailFirst, slots: 6 });
    const ana = await clinic.cancels({ email: 'clicks-link' });
    await stage.until(() => letters(ana).some((l) => l.attachments.length > 0));
    await stage.rest();
    const sent = letters(ana).length;
    await clinic.client.post(`/v1/batches/${ana.batchId}/withdraw`, { by: 'front desk' });
    await stage.until(() => letters(ana).length > sent);
    await stage.rest();
    const files = letters(ana).flatMap((l) => l.attachments.map((a) => unfolded(a.content)));
    expect(files).toHaveLength(2);
    const [put = [], taken = []] = files;
    expect(put).toEqual(expect.arrayContaining(['METHOD:PUBLISH', 'SUMMARY:Main Street Clinic', 'SEQUENCE:0']));
    expect(taken).toEqual(expect.arrayContaining(['METHOD:CANCEL', 'STATUS:CANCELLED', 'SEQUENCE:1']));
    const named = (lines: string[]) => lines.filter((l) => /^(UID|DTSTART|DTEND):/.test(l));
    expect(named(taken)).toEqual(named(put));
    expect(await ana.line()).toMatchObject({ state: 'withdrawn', booking: null });
    // The slot is free for somebody else.
    const { data } = await clinic.client.get<{ data: { state: string }[] }>('/v1/slots');
    expect(data.map((s) => s.state)).not.toContain('booked');
  });
});

describe('a patient on WhatsApp', () => {
  const chatFirst: Partial<Policy> = {
    channels: { voice: true, sms: true, email: true, im: true },
    ladder: {
      ...defaultPolicy.ladder,
      sameDay: [
        { channel: 'im', waitMinutes: 40 },
        { channel: 'voice', waitMinutes: 12 },
      ],
    },
  };
  /** What we take for an open window is none: the provider knows better. */
  async function writtenFreely(): Promise<Patient> {
    const clinic = await stage.clinic({ policy: chatFirst });
    const ana = await clinic.cancels({ whatsapp: 'whatsapp-button-1', phone: 'answers-and-presses-1', language: 'es' });
    await stage.database.pool.query(`update contact_point set session_until = $1 where system = 'whatsapp'`, [
      new Date(stage.now().getTime() + 3_600_000),
    ]);
    await stage.database.pool.query(`update im_template set state = 'paused' where language = 'es'`);
    return ana;
  }
  const chats = (patient: Patient) => patient.requests().filter((r) => r.kind === 'im');
  afterEach(() => stage.database.pool.query(`update im_template set state = 'approved'`));

  test('who is written to freely outside the 24 hours is written to again as a template, at once', async () => {
    const ana = await writtenFreely();
    await stage.rest();
    const [freely, template] = chats(ana).map((c) => c.body);
    expect(freely).toMatch(/^Hola/);
    expect(template).toMatch(/^\{.*"payload1":"key:1:/);
    expect(await ana.line()).toMatchObject({ evidence: { channel: 'im' } });
    expect(ana.heard()).toEqual([]);
  });

  test('and where no template is approved the phone rings at once', async () => {
    const ana = await writtenFreely();
    await stage.database.pool.query(`update im_template set state = 'paused'`);
    await stage.rest();
    expect(chats(ana)).toHaveLength(1);
    expect(await ana.line()).toMatchObject({ evidence: { channel: 'voice' } });
    expect(minutesBetween(await plannedAt(ana, 'im'), await plannedAt(ana, 'voice'))).toBeLessThan(5);
  });
});

const unfolded = (file: string): string[] => file.replaceAll('\r\n ', '').split('\r\n');
