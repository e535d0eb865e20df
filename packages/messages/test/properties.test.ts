import { expect, test } from '@jest/globals';
import type { Conversation, ConversationNotice } from '@rollcall/contracts';
import { noticeStates, offerStates, purposes } from '@rollcall/contracts';
import fc from 'fast-check';
import { renderEmail, renderIm, renderPage, renderSms, voiceScript } from '../src/index.js';
import { conversation, link } from './scenes.js';

const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.string({ unit: 'grapheme', maxLength: 50 }),
  fc.constantFrom('', ' ', 'محمد', "O'Brien", '🦁', '$&', '<b>', '\u2069', '\ud800', 'A'.repeat(50), '\u200d'),
);
const instant = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });
const zone = fc.constantFrom('America/New_York', 'America/Phoenix', 'Europe/Madrid', 'Pacific/Auckland', 'UTC');
const id = fc.constantFrom('n1', 'n2', 'n3') as fc.Arbitrary<ConversationNotice['id']>;

const notices = fc.array(
  fc.record({
    id,
    patientGivenName: name,
    start: instant,
    timeZone: zone,
    practitionerName: name,
    state: fc.constantFrom(...noticeStates),
    booking: fc.option(fc.record({ start: instant })),
  }),
  { minLength: 1, maxLength: 5 },
);
const offers = fc.option(
  fc.record({
    id: fc.constant('o1') as fc.Arbitrary<NonNullable<Conversation['offer']>['id']>,
    noticeId: id,
    state: fc.constantFrom(...offerStates),
    expiresAt: fc.option(instant),
    options: fc
      .array(instant, { maxLength: 3 })
      .map((starts) => starts.map((start, i) => ({ choice: (i + 1) as 1 | 2 | 3, start, practitionerName: null }))),
  }),
);
const conversations = fc
  .record({
    language: fc.constantFrom('en', 'es', 'ar', 'es-MX', 'fr', 'constructor', ''),
    kind: fc.constantFrom('patient' as const, 'guardian' as const),
    givenName: name,
    spokenName: name,
    notices,
    offer: offers,
    withOperator: fc.boolean(),
    purpose: fc.constantFrom(...purposes),
    replyCode: fc.constantFrom(null, 'A', 'Z'),
    voicemail: fc.constantFrom('none' as const, 'callback-only' as const, 'full' as const),
  })
  .map((x) =>
    conversation({
      language: x.language,
      party: { kind: x.kind, givenName: x.givenName },
      practice: { spokenName: x.spokenName },
      notices: x.notices,
      offer: x.offer,
      withOperator: x.withOperator,
      attempt: {
        purpose: x.purpose,
        replyCode: x.replyCode,
        sharedNumber: x.replyCode !== null,
        voicemail: x.voicemail,
      },
    }),
  );

const turns = [
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
] as const;
const stages = ['ask', 'offer', 'pending', 'done', 'expired'] as const;

/** Control characters, noncharacters and lone surrogates: XML 1.0 cannot hold them. Line breaks are the message's own. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them is the point
const unprintable = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ufffe\uffff]/;

const sound = (text: string): void => {
  expect(text.trim()).not.toBe('');
  expect(text).not.toMatch(unprintable);
  expect(text).not.toMatch(/\p{Surrogate}/u);
  expect(text).not.toMatch(/Invalid DateTime|NaN/);
};

test('whatever the names and states, every channel renders something that can be sent', () => {
  fc.assert(
    fc.property(conversations, (c) => {
      const sms = renderSms(c);
      sound(sms.text);
      expect(sms.text).not.toContain('\n');
      const mail = renderEmail(c, { link });
      for (const text of [mail.subject, mail.text, mail.html]) sound(text);
      expect(mail.subject).not.toContain('\n');
      const im = renderIm(c, { link });
      for (const text of [im.session, ...Object.values(im.variables), ...im.quickReplies.map((q) => q.title)])
        sound(text);
      for (const turn of turns) for (const phrase of voiceScript(c, turn).say) sound(phrase);
      for (const stage of stages) sound(renderPage(c, { token: 't', stage, formToken: 'f' }));
    }),
    { numRuns: 300 },
  );
});

test('whatever the patients are called, a text stays in GSM-7 when the practice does', () => {
  fc.assert(
    fc.property(conversations, (c) => {
      // No Arabic letter is in it.
      fc.pre(!c.language.startsWith('ar'));
      const sms = renderSms({ ...c, practice: { ...c.practice, spokenName: 'Main Street Clinic' } });
      expect(sms.firstUcs2Character).toBeNull();
    }),
    { numRuns: 300 },
  );
});

test('markup from names never reaches the page: it has the same tags whatever the party is called', () => {
  const tags = (html: string): string[] => html.match(/<\/?[a-z]+/g) ?? [];
  fc.assert(
    fc.property(name, (given) => {
      const of = (givenName: string): string[] =>
        tags(renderPage(conversation({ party: { givenName } }), { token: 't', stage: 'ask', formToken: 'f' }));
      const own = of(given);
      expect([of('Ana'), of('')]).toContainEqual(own);
    }),
  );
});
