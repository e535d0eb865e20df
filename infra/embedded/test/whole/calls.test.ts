/** Calls from the practice's request to the ledger: what people with every manner hear, and what counts. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { callsOnly, type Patient } from './clinic.js';
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

const opening = /^This is Main Street Clinic, calling about an appointment\./;
const visit = /cancel|11:00/;
const told = /We had to cancel your visit on \w+, \w+ \d+, at 11:00 AM\. Please do not come\./;
const operatorLine = '+12125550199';

/** Answered and closed, by this call. */
async function expectConfirmed(patient: Patient): Promise<void> {
  expect(await patient.line()).toMatchObject({ evidence: { grade: 'confirmed', channel: 'voice' } });
  expect((await patient.events()).filter((e) => e === 'answer.received').length).toBeGreaterThan(0);
}
/** Knows nothing for certain, so that a person has it. */
async function expectWithPerson(patient: Patient): Promise<void> {
  expect(await patient.line()).toMatchObject({ state: 'open' });
  expect(await patient.task()).not.toBeNull();
  expect(await patient.events()).not.toContain('notice.informed');
}

describe('a patient who answers the phone', () => {
  test('and presses 1 has heard all of it, is thanked, and is not called again', async () => {
    const clinic = await stage.clinic();
    const ana = await clinic.cancels({ phone: 'answers-and-presses-1' });
    await stage.rest();
    await expectConfirmed(ana);
    expect(ana.heard()).toHaveLength(1);
    expect(ana.heard()[0]).toMatch(opening);
    expect(ana.heard()[0]).toMatch(told);
    expect(ana.heard()[0]).toMatch(/Thank you, it is noted/);
  });

  test('and asks for another time hears times that are free, chooses one, and has it', async () => {
    const clinic = await stage.clinic({ slots: 6 });
    const ana = await clinic.cancels({ phone: 'answers-presses-2-then-chooses' });
    await stage.rest();
    const { state, booking } = await ana.line();
    expect(state).toBe('rebooked');
    expect(booking).toMatchObject({ resource: 'dr-hale' });
    expect(ana.heard()).toHaveLength(1);
    expect(ana.heard()[0]).toMatch(/There are 3 new times.*You are booked for/);
  });

  test('with a key pressed in the pocket has answered nothing, is asked again, and then counts [edge case 27]', async () => {
    const clinic = await stage.clinic();
    const ana = await clinic.cancels({ phone: 'presses-in-the-pocket-then-1' });
    await stage.rest();
    await expectConfirmed(ana);
    expect(ana.diary().filter((d) => d === 'presses 1').length).toBeGreaterThan(1);
    expect((await ana.events()).filter((e) => e === 'answer.received')).toHaveLength(1);
  });

  test('with a key pressed in the pocket, and hangs up, is called again and then with a person [edge case 27]', async () => {
    const clinic = await stage.clinic();
    const ana = await clinic.cancels({ phone: 'presses-in-the-pocket-then-hangs-up' });
    await stage.rest();
    await expectWithPerson(ana);
    expect(ana.diary()).toContain('presses 1');
    expect(await ana.events()).not.toContain('answer.received');
    expect(ana.heard().length).toBeGreaterThan(1);
  });

  test('and says nothing hears it three times and the number to call, and a person has the rest', async () => {
    const clinic = await stage.clinic();
    const ana = await clinic.cancels({ phone: 'stays-silent' });
    await stage.rest();
    await expectWithPerson(ana);
    const [first = ''] = ana.heard();
    expect(first.match(/We had to cancel/g)).toHaveLength(3);
    expect(first).toMatch(/Please call Main Street Clinic at 5 5 5, 0 1 0, 0 1 0 0\. Goodbye\.$/);
  });

  test('and presses wrong keys twice is asked again, and the right one counts', async () => {
    const clinic = await stage.clinic();
    const ana = await clinic.cancels({ phone: 'misses-the-keys-then-presses-1' });
    await stage.rest();
    await expectConfirmed(ana);
    expect(ana.heard()).toHaveLength(1);
    expect(ana.heard()[0]?.match(/that key has no meaning here/g)).toHaveLength(2);
  });

  test('and presses nothing but wrong keys is given the number to call, and a person has it', async () => {
    const clinic = await stage.clinic();
    const ana = await clinic.cancels({ phone: 'misses-the-keys' });
    await stage.rest();
    await expectWithPerson(ana);
    expect(ana.heard()[0]).toMatch(/Please call Main Street Clinic at/);
  });

  test('and says "yes" alone has confirmed nothing: a key is asked for, and a person has it [edge case 27]', async () => {
    const clinic = await stage.clinic({ policy: { ...callsOnly, speech: true } });
    const ana = await clinic.cancels({ phone: 'says-yes-and-presses-nothing' });
    await stage.rest();
    await expectWithPerson(ana);
    expect(ana.diary()).toContain('says "Yes."');
    expect(ana.heard()[0]).toMatch(/To be sure that it is you, please press 1 now\./);
  });

  test('and says "sí" is asked in Spanish for the key, and the key counts', async () => {
    const clinic = await stage.clinic({ policy: { ...callsOnly, speech: true } });
    const ana = await clinic.cancels({ phone: 'says-yes-then-presses-1', language: 'es' });
    await stage.rest();
    await expectConfirmed(ana);
    expect(ana.diary()).toEqual(expect.arrayContaining(['says "Sí."', 'presses 1']));
    expect(ana.heard()[0]).toMatch(/marque 1 ahora/);
  });
});

describe('a patient who hangs up', () => {
  const betweenCalls = async (patient: Patient): Promise<number> => {
    const [first, second] = (await patient.outreach()).timeline.filter((t) => t.type === 'attempt.planned');
    return Date.parse(second?.at ?? '') - Date.parse(first?.at ?? '');
  };

  test('after hearing it is asked again sooner than one who heard nothing, and neither has confirmed [edge case 28]', async () => {
    const clinic = await stage.clinic();
    const heard = await clinic.cancels({ phone: 'answers-listens-hangs-up' });
    const before = await clinic.cancels({ phone: 'hangs-up-at-once' });
    await stage.rest();
    expect(heard.heard()[0]).toMatch(told);
    expect(before.heard()[0]).not.toMatch(visit);
    for (const patient of [heard, before]) await expectWithPerson(patient);
    const { timeline } = await heard.outreach();
    expect(timeline.some((t) => t.type === 'evidence.gained' && t.data.grade === 'heard')).toBe(true);
    expect((await before.outreach()).timeline.some((t) => t.type === 'evidence.gained')).toBe(false);
    expect(await betweenCalls(heard)).toBeLessThan(await betweenCalls(before));
  });
});

describe('a machine that answers', () => {
  test.each([
    ['none', (words: string) => expect(words).not.toMatch(/call us back|5 5 5/)],
    ['callback-only', (words: string) => expect(words).toMatch(/Please call us back today\. Our number is 5 5 5/)],
    ['full', (words: string) => expect(words).toMatch(told)],
  ] as const)(
    'is left what the policy %s allows, confirms nothing, and a person has the patient [edge case 64]',
    async (voicemail, left) => {
      const clinic = await stage.clinic({ policy: { ...callsOnly, voicemail } });
      const ana = await clinic.cancels({ phone: 'voicemail' });
      await stage.rest();
      await expectWithPerson(ana);
      const [first = ''] = ana.heard();
      left(first);
      if (voicemail !== 'full') expect(first).not.toMatch(visit);
      expect((await ana.outreach()).timeline.some((t) => t.type === 'evidence.gained')).toBe(false);
    },
  );

  test('and screens the call shows its owner who calls in the first words, and the owner can answer', async () => {
    const clinic = await stage.clinic();
    const ana = await clinic.cancels({ phone: 'screened-then-presses-1' });
    await stage.rest();
    await expectConfirmed(ana);
    expect(ana.heard()[0]).toMatch(opening);
    // While nobody knew who listens, nothing of the visit was said.
    expect(ana.heard()[0]?.split('Please press 1 to hear it.')[0]).not.toMatch(visit);
  });
});

describe('a call that reaches nobody', () => {
  test.each([
    ['busy', 'busy-then-answers', 'sip-486'],
    ['refused by the network for the moment (SIP 503)', 'unreachable-then-answers', 'sip-503'],
  ] as const)('because it was %s is made again by the plan, and the number stays good', async (_why, phone, code) => {
    const clinic = await stage.clinic();
    const ana = await clinic.cancels({ phone });
    await stage.rest();
    await expectConfirmed(ana);
    const { timeline } = await ana.outreach();
    expect(timeline.find((t) => t.type === 'attempt.failed')?.data).toMatchObject({ code });
    expect(timeline.some((t) => t.type === 'contact.invalid')).toBe(false);
    expect(ana.requests()).toHaveLength(2);
  });

  test('because nobody picks up is made as often as the plan says, and then a person has it', async () => {
    const clinic = await stage.clinic();
    const ana = await clinic.cancels({ phone: 'lets-it-ring' });
    await stage.rest();
    await expectWithPerson(ana);
    expect(ana.requests()).toHaveLength(3);
    expect(ana.heard().join('')).toBe('');
  });

  test('because the number is dead is not made again, and a person has it', async () => {
    const clinic = await stage.clinic();
    const ana = await clinic.cancels({ phone: 'dead-number' });
    await stage.rest();
    await expectWithPerson(ana);
    expect(ana.requests()).toHaveLength(1);
    expect(await ana.events()).toContain('contact.invalid');
  });
});

describe('where the practice asks for the birth year', () => {
  const policy = { ...callsOnly, challenge: 'birth-year' as const };
  const askedFor = /the year in which the patient was born/;

  test('nothing of the visit is said before it, and then the key counts', async () => {
    const clinic = await stage.clinic({ policy });
    const ana = await clinic.cancels({ phone: 'answers-and-presses-1', birthYear: 1961 });
    await stage.rest();
    await expectConfirmed(ana);
    const [before, after] = ana.heard()[0]?.split(askedFor) ?? [];
    expect(before).not.toMatch(visit);
    expect(after).toMatch(told);
  });

  test('a slip may be mended', async () => {
    const clinic = await stage.clinic({ policy });
    const ana = await clinic.cancels({ phone: 'mistypes-the-birth-year', birthYear: 1961 });
    await stage.rest();
    await expectConfirmed(ana);
    expect(ana.heard()[0]).toMatch(/That is not the year we have\..*We had to cancel/);
  });

  test('a stranger who guesses hears nothing of it, presses no key that counts, and a person has it [edge case 8]', async () => {
    const clinic = await stage.clinic({ policy });
    const ana = await clinic.cancels({ phone: 'guesses-the-birth-year', birthYear: 1961 });
    await stage.rest();
    await expectWithPerson(ana);
    expect(ana.heard().join(' ')).not.toMatch(visit);
    expect(ana.heard()[0]).toMatch(/We cannot go on without it\. Please call Main Street Clinic at/);
    const { timeline } = await ana.outreach();
    expect(timeline.find((t) => t.type === 'task.opened')?.data).toMatchObject({ reason: 'challenge_failed' });
  });
});

describe('a patient who wants a person', () => {
  test.each([
    ['is put through to one who accepts', 'operator-accepts', 'completed', false],
    ['is called back when nobody accepts', 'operator-does-not-accept', 'completed', true],
    ['is called back when the line is busy', 'operator-is-busy', 'busy', true],
  ] as const)('%s; the desk has a task in any case', async (_what, operator, ended, isCalledBack) => {
    stage.simulator.world.cast.add([{ address: operatorLine, persona: operator }]);
    const clinic = await stage.clinic({ practice: { operatorNumber: operatorLine } });
    const ana = await clinic.cancels({ phone: 'presses-3' });
    await stage.rest();
    await expectConfirmed(ana);
    expect(await ana.task()).toBe('asked_for_person');
    expect(ana.heard()[0]).toMatch(/Please hold the line, we are calling a person\./);
    const calledBack = /A person from Main Street Clinic will call you/;
    if (isCalledBack) expect(ana.heard()[0]).toMatch(calledBack);
    else expect(ana.heard()[0]).not.toMatch(calledBack);
    const leg = stage.simulator.world.exchange.callsOf(operatorLine).at(-1);
    expect(leg?.status).toBe(ended);
    const whispered = leg?.heard.map((h) => h.words).join(' ') ?? '';
    if (ended === 'completed')
      expect(whispered).toMatch(/^A call for Main Street Clinic: a patient .* Press 1 to accept\./);
    expect(whispered).not.toMatch(/Ana|Canary|11:00/);
  });
});

describe('a patient who calls back', () => {
  test('is known by the number, hears the same menu, and the key counts [edge case 30]', async () => {
    const clinic = await stage.clinic();
    const ana = await clinic.cancels({ phone: 'voicemail-then-calls-back' });
    await stage.until(() => ana.knows());
    await stage.rest();
    await expectConfirmed(ana);
    expect(ana.heard()[0]).not.toMatch(visit);
    expect(ana.heard().at(-1)).toMatch(told);
    expect(ana.diary().some((d) => d.startsWith('calls +'))).toBe(true);
  });

  test('from a number nobody knows hears of nobody, and changes nothing [edge cases 30, 31]', async () => {
    const clinic = await stage.clinic();
    const ana = await clinic.cancels({ phone: 'voicemail' });
    await stage.until(() => ana.heard().length === 1);
    const stranger = '+12125550977';
    stage.simulator.world.speaks({ kind: 'call', from: stranger, to: '+15005550006', keys: '111' });
    await stage.rest();
    const [heard] = stage.simulator.world.exchange.callsOf(stranger);
    const words = heard?.heard.map((h) => h.words).join(' ') ?? '';
    expect(words).toMatch(/There is no message for you/);
    expect(words).not.toMatch(/Ana|Canary|11:00/);
    await expectWithPerson(ana);
  });
});
