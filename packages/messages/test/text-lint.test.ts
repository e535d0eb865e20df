/** Every text at its longest: what it costs, and what it must never say. */
import { describe, expect, test } from '@jest/globals';
import type { Conversation } from '@rollcall/contracts';
import { lintTexts, renderEmail, renderIm, renderSms, segmentsOf } from '../src/index.js';
import { shortPractice } from '../src/names.js';
import { conversation, dueFor, everyLanguage, guardianOf, languages, link } from './scenes.js';

const linted = lintTexts();

test('no text costs more than its budget, whatever the practice and the patients are called [edge case 68]', () => {
  expect(linted.filter((l) => l.faults.length > 0)).toEqual([]);
  // Every language and wording was looked at.
  expect(new Set(linted.map((l) => `${l.language} ${l.template}`)).size).toBe(everyLanguage.length * 15);
});

describe('the lint finds what costs a patient her text [edge case 68]', () => {
  const broken = (change: (text: string) => string): string[] => {
    const found = lintTexts((c) => {
      const rendered = renderSms(c);
      const text = change(rendered.text);
      return { ...rendered, text, ...segmentsOf(text) };
    });
    return [...new Set(found.flatMap((l) => l.faults.map((f) => f.replace(/\d+/g, 'N'))))];
  };
  test.each([
    ['an accent', (t: string) => t.replace('cita', 'citá'), 'is UCS-N because of "á"'],
    ['a long word', (t: string) => `${t} ${'x'.repeat(160)}`, 'costs N parts, of N'],
    ['an empty name', (t: string) => t.replace(/visit /, 'visit of , '), 'has a place for a name, and no name'],
    ['a hole', (t: string) => `${t} undefined`, 'has a hole in it'],
    ['a word that opts out', (t: string) => `${t} Reply YES`, 'asks for a word that opts out or in'],
    ['no way out', (t: string) => t.replace(/STOP=.*/, ''), 'does not say how to opt out'],
  ])('%s', (_what, change, fault) => expect(broken(change)).toContain(fault));
});

test('a number nobody consented to gets 160 characters, with who writes, where to call and a way out', () => {
  for (const language of languages) {
    const { text, characters } = renderSms(dueFor('tell', language, { attempt: { exempt: true, replyCode: 'B' } }));
    expect(characters).toBeLessThanOrEqual(160);
    expect(text).toMatch(/Main Street Clinic \+1 555 010 0000: .*B1=.*B9=.*STOP=/);
  }
});

describe('a name that cannot be written leaves no trace [edge case 80]', () => {
  const names = ['', ' ', '""', '“”', "'", '\u200d', 'محمد', '🦁', 'Maximiliana'.repeat(5), '$&', '-'];
  test.each(names)('%j', (name) => {
    for (const language of languages) {
      const all: Conversation[] = [
        conversation({ language, party: { givenName: name } }),
        guardianOf([name, 'Mia'], { language }),
        guardianOf([name], { language }),
      ];
      for (const c of all) {
        const texts = [renderSms(c).text, renderEmail(c, { link }).text, renderIm(c, { link }).session];
        for (const text of texts) {
          // "Dear ,", "Hola :", "visit of  Wed", '""'.
          expect(text).not.toMatch(/ [,.:;!)]|, [:;.]|""|“”|\(\)|\$&/);
          expect(text).not.toMatch(/\u200d(?!\S)/);
        }
        expect(renderSms(c)).toMatchObject({ encoding: 'GSM-7' });
      }
    }
  });
});

test.each([
  ['Main Street Clinic', 'Main Street Clinic'],
  ['Saint Bartholomew and Our Lady of Mercy Clinic', 'Saint Bartholomew and Our Lady'],
  ['Centro de Salud Familiar de la Comunidad', 'Centro de Salud Familiar'],
  ['W'.repeat(60), 'W'.repeat(30)],
])('%s is %s where room is short', (name, short) => expect(shortPractice(name)).toBe(short));
