import { describe, expect, test } from '@jest/globals';
import type { Conversation } from '@rollcall/contracts';
import { type VoiceTurn, voiceScript } from '../src/index.js';
import { canary, conversation, dueFor, guardianOf, languages, longest, notice, offer, shared } from './scenes.js';

const turns: VoiceTurn[] = [
  'opening',
  'waiting',
  'challenge',
  'challenge-wrong',
  'challenge-failed',
  'transfer',
  'menu',
  'repeat',
  'invalid',
  'offer',
  'please-hold',
  'noted',
  'booked',
  'person',
  'wrong-number',
  'goodbye',
  'voicemail',
  'already-noted',
  'no-offer',
];
const said = (c: Conversation, turn: VoiceTurn): string => voiceScript(c, turn).say.join(' ');

describe('a call', () => {
  test('names the practice and the reason at once, then the keys', () => {
    expect(voiceScript(conversation(), 'menu')).toEqual({
      reviewed: true,
      language: 'en-US',
      voice: 'Polly.Joanna-Neural',
      say: [
        'This is Main Street Clinic. We had to cancel your visit on Wednesday, November 25, at 10:30 AM. Please do not come.',
        'Please press 1 if you understand.',
        'Press 2 for another time.',
        'Press 3 to be called by a person.',
        'Press 9 if this is the wrong number.',
      ],
      gather: { keys: ['1', '2', '3', '9'], digits: 1, timeoutSeconds: 8, from: 1 },
      hangUp: false,
    });
  });

  test.each(languages)(
    'says in a call without consent how to end all calls, and takes a minute at most (%s)',
    (language) => {
      const script = voiceScript(conversation({ language, attempt: { exempt: true } }), 'menu');
      expect(script.gather?.keys).toContain('8');
      expect(script.say.at(-1)).toContain('8');
      // Some 14 characters a second, with a second between phrases.
      expect(script.say.join('').length / 14 + script.say.length).toBeLessThan(60);
      expect(voiceScript(conversation({ language }), 'menu').gather?.keys).not.toContain('8');
      expect(voiceScript(conversation({ language }), 'opted-out').hangUp).toBe(true);
    },
  );

  test('says it in Spanish', () => {
    const script = voiceScript(conversation({ language: 'es' }), 'menu');
    expect(script).toMatchObject({ language: 'es-US', voice: 'Polly.Lupe-Neural', reviewed: false });
    expect(script.say[0]).toBe(
      'Habla Main Street Clinic. Se cancela su cita del miércoles 25 de noviembre a las 10:30 de la mañana. Por favor no venga.',
    );
    expect(script.say[1]).toContain('marque 1 si entiende');
  });

  test.each(languages)('has said practice and reason after three seconds, even of a long name (%s)', (language) => {
    const [first = ''] = voiceScript(conversation({ language, practice: { spokenName: longest } }), 'menu').say;
    // Neural voices say about 17 characters a second; the practice's own name takes what it takes.
    expect(first.search(/cancel/)).toBeGreaterThan(0);
    expect(first.search(/cancel/) - longest.length).toBeLessThan(25);
  });

  test('reads the offered times, each with its key', () => {
    const script = voiceScript(dueFor('offer', 'en'), 'offer');
    expect(script.gather?.keys).toEqual(['1', '2', '3', '4']);
    expect(script.say).toContain('Press 2 for Friday, November 27, at 1:15 PM.');
    expect(script.say.at(-1)).toContain('press 4 for none of these');
    const spanish = voiceScript(dueFor('offer', 'es'), 'offer');
    expect(spanish.say).toContain('Marque 2 para el viernes 27 de noviembre a la 1:15 de la tarde.');
    expect(spanish.say.at(-1)).toContain('marque 4 si no quiere ninguna');
  });

  test('says for whom, and which of several visits the times replace', () => {
    const c = guardianOf(['Mia', 'Leo'], { offer: offer() });
    expect(voiceScript(c, 'offer').say[0]).toBe(
      'Thank you, it is noted. For Mia: There are 3 new times instead of Wednesday, November 25, at 10:30 AM.',
    );
    expect(voiceScript({ ...c, language: 'es' }, 'offer').say[0]).toBe(
      'Gracias, está anotado. Para Mia: hay 3 horas nuevas en lugar del miércoles 25 de noviembre a las 10:30 de la mañana.',
    );
  });

  test('takes only the keys of times that are offered', () => {
    const two = dueFor('offer', 'en', { offer: offer({ options: offer().options.slice(0, 2) }) });
    expect(voiceScript(two, 'offer').gather?.keys).toEqual(['1', '2', '4']);
    const none = voiceScript(dueFor('offer', 'en', { offer: offer({ options: [] }) }), 'offer');
    expect(none).toMatchObject({ gather: null, hangUp: true });
  });

  test('names the children to a guardian, and the patient on a shared phone', () => {
    expect(said(guardianOf(['Mia', 'Leo']), 'menu')).toContain(
      'the visits of Mia at 10:30 AM and Leo at 10:50 AM on Wednesday, November 25.',
    );
    expect(said(guardianOf(['Mia', 'Leo'], { language: 'es' }), 'menu')).toContain(
      'Se cancelan las citas de Mia a las 10:30 de la mañana y Leo a las 10:50 de la mañana, del miércoles 25 de noviembre.',
    );
    expect(said(shared('Ana'), 'menu')).toContain('cancel the visit of Ana on Wednesday');
  });

  test('leaves out what its voice cannot say', () => {
    expect(said(guardianOf(['محمد']), 'menu')).toContain('cancel the visit on Wednesday');
    expect(said(guardianOf(['Leo 🦁']), 'menu')).toContain('the visit of Leo on');
  });

  test('never calls a restored visit cancelled', () => {
    const restored = conversation({ notices: [notice({ state: 'withdrawn' })], attempt: { voicemail: 'full' } });
    for (const turn of ['menu', 'repeat', 'already-noted', 'voicemail'] as const) {
      expect(said(restored, turn)).toContain('Please come after all');
      expect(said(restored, turn)).not.toContain('cancel');
    }
  });

  test('a booking that is gone is not announced', () => {
    expect(said(dueFor('booked', 'en'), 'booked')).toContain('Friday, November 27, at 1:15 PM');
    expect(said(conversation(), 'booked')).toBe(said(conversation(), 'noted'));
  });
});

describe('voicemail', () => {
  test('for calling back says the number twice, digit by digit, and nothing of a visit', () => {
    for (const language of languages) {
      const text = said(conversation({ language }), 'voicemail');
      expect(text.split('5 5 5, 0 1 0, 0 0 0 0')).toHaveLength(3);
      expect(text).not.toMatch(/visit|cita|cancel|November|noviembre|Ana/);
    }
  });

  test('in full says the visit too', () => {
    const text = said(conversation({ attempt: { voicemail: 'full' } }), 'voicemail');
    expect(text).toContain('cancel your visit on Wednesday');
    expect(text.split('5 5 5, 0 1 0, 0 0 0 0')).toHaveLength(3);
  });

  test('forbidden says nothing and hangs up', () => {
    expect(voiceScript(conversation({ attempt: { voicemail: 'none' } }), 'voicemail')).toMatchObject({
      say: [],
      gather: null,
      hangUp: true,
    });
  });
});

describe.each(languages)('every turn in %s', (language) => {
  test.each(turns)('%s says something, without practitioner or family name', (turn) => {
    const script = voiceScript(dueFor('offer', language), turn);
    expect(script.say.length).toBeGreaterThan(0);
    for (const phrase of script.say) {
      expect(phrase).not.toBe('');
      expect(phrase).not.toMatch(/undefined|null|Invalid|NaN/);
      expect(phrase).not.toContain(canary.family);
      expect(phrase).not.toContain(canary.practitioner);
    }
    // A call that asks nothing ends, except where the caller goes on by itself.
    expect(script.hangUp).toBe(
      script.gather === null && !['opening', 'please-hold', 'invalid', 'transfer'].includes(turn),
    );
  });
});
