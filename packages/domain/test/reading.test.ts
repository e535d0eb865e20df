import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readText } from '../src/reading.js';

const kindOf = (body: string): string => readText(body).kind;

describe('a patient who presses a key by text is understood, however it is typed', () => {
  test.each([
    ['1', '1', null],
    [' 1. ', '1', null],
    ['"1"', '1', null],
    ['１', '1', null],
    ['A1', '1', 'A'],
    ['b 2', '2', 'B'],
    ['1a', '1', 'A'],
    ['9', '9', null],
    ['1 thanks', '1', null],
    ['Ok, 1', '1', null],
    ['1 por favor gracias', '1', null],
    ['Yes. A1!', '1', 'A'],
    ['١', '1', null],
    ['A٢', '2', 'A'],
    ['۹', '9', null],
    ['١ شكرا', '1', null],
  ])('%j', (body, key, code) => expect(readText(body)).toEqual({ kind: 'key', key, code }));

  test.each(['12', '1 or 2?', '1 2', 'no, 1', 'not 1', '6', 'at 9', 'my stop is at 9', 'call me at 1'])(
    '%j is not guessed at [edge case 23]',
    (body) => expect(kindOf(body)).toBe('unclear'),
  );
});

describe('a patient who says that they will come after all', () => {
  test.each([
    ['5', null],
    ['5 thanks', null],
    ['B5', 'B'],
    ['\u0665', null],
  ])('%j [edge case 44]', (body, code) => expect(readText(body)).toEqual({ kind: 'coming', code }));
  test.each(['at 5', '5 or 1', 'not 5'])('%j is not guessed at [edge case 23]', (body) =>
    expect(kindOf(body)).toBe('unclear'),
  );
});

describe('a patient of several visits who answers some of them', () => {
  const letters = (body: string) => {
    const read = readText(body);
    return read.kind === 'letters' ? read.letters.map(({ code, key }) => `${code}${key ?? ''}`).join(' ') : read.kind;
  };
  test.each([
    ['1A 3B', 'A1 B3'],
    ['A1, B3', 'A1 B3'],
    ['a1 b3 please', 'A1 B3'],
    ['A1 3B', 'A1 B3'],
    ['A1 and B 3', 'A1 B3'],
    ['1a y 3b gracias', 'A1 B3'],
    ['AB1', 'A1 B1'],
    ['A y B 1', 'A1 B1'],
    ['A=1; B=3', 'A1 B3'],
    ['A', 'A'],
    ['a and b', 'A B'],
    ['\u06231 \u06483\u0628', 'A1 B3'],
    ['\u0628', 'B'],
  ])('%j [edge case 3]', (body, read) => expect(letters(body)).toBe(read));
  test.each(['A1 2', 'A1 B', 'A1 A2', '1 2 A', 'A1 but B never', 'Mia 1 Leo 3'])(
    '%j is not guessed at [edge cases 3, 23]',
    (body) => expect(letters(body)).toBe('unclear'),
  );
  test.each(['k', 'k thanks', 'y'])('%j is a courtesy, and no letter', (body) =>
    expect(letters(body)).toBe('courtesy'),
  );
});

describe('whoever wants no more texts is believed at once, in any words', () => {
  // The FCC's own words first, in each case and with what people write around them.
  const words = ['stop', 'quit', 'end', 'revoke', 'opt out', 'cancel', 'unsubscribe'];
  test.each(words)('%s', (word) => {
    for (const body of [word, word.toUpperCase(), `${word}.`, `Please ${word}`, `${word} please!!`, `  ${word}\n`])
      expect(kindOf(body)).toBe('stop');
  });
  test.each([
    'STOPALL',
    'Stop all',
    'opt-out',
    'OptOut',
    'please stop',
    'Please stop texting me',
    'stop texting me',
    'STOP IT',
    'quit it',
    'unsubscribe me',
    'no more texts please',
    'Do not text me again',
    "don't call me",
    'dont contact this number',
    'I don’t want any more messages',
    'take me off your list',
    'remove my number from this list',
    'Leave me alone!',
    'I revoke my consent',
    'please opt me out',
    'stop 🛑',
    'No más',
    'no mas',
    'Ya no más mensajes por favor',
    'no me escriban',
    'No me llamen más',
    'Dejen de llamarme',
    'paren de mandar mensajes',
    'pare',
    'Basta',
    'Quiero darme de baja',
    'denme de baja',
    'no quiero recibir mensajes',
    'alto',
    'bórrenme de la lista',
  ])('%j', (body) => expect(kindOf(body)).toBe('stop'));

  test.each(['CANCEL', 'please cancel', 'Cancel it', 'I want to cancel', 'cancelar', 'Cancele por favor'])(
    '%j may have meant the visit: it counts as revoked, and a person asks [edge case 24]',
    (body) => expect(readText(body)).toEqual({ kind: 'stop', cancel: true }),
  );
  test.each([
    'can I cancel my appointment with Dr Hale?',
    'I had to cancel work for this',
    'the bus stop',
    "I can't stop coughing",
    'is this the end of the month visit',
    'no quiero mas citas',
    'para cuando es?',
    'No más le aviso que llego',
    "don't call me, text me instead",
  ])('%j revokes nothing', (body) => expect(kindOf(body)).not.toBe('stop'));
});

describe('what is no answer stays none', () => {
  test.each([
    'I’m driving with Do Not Disturb While Driving turned on. I’ll see your message when I get where I’m going.',
    "I'm driving right now - I'll get back to you later.",
    'I’m driving',
    '(Auto reply) Sorry, I am away',
    'Automatic reply: out of office until Monday, 1 new message',
    'I am not receiving notifications. If this is urgent, reply “urgent”.',
    'Respuesta automática: estoy de vacaciones',
    'Estoy manejando, te llamo luego',
    'Fuera de la oficina',
    'sent from my car',
  ])('a phone that answers for its owner: %j [edge case 26]', (body) => expect(kindOf(body)).toBe('auto-reply'));

  test.each(['ok thanks', 'k', 'Thank you!', '👍', '🙏🙏', 'Ok gracias', 'muchas gracias', 'perfecto', 'hola'])(
    'a courtesy: %j [edge case 23]',
    (body) => expect(kindOf(body)).toBe('courtesy'),
  );
  test.each(['', '?', '...?', 'what', 'How about Tuesday?', 'Can my husband come instead', 'Que paso con mi cita'])(
    'unclear: %j [edge case 23]',
    (body) => expect(kindOf(body)).toBe('unclear'),
  );
  test.each([
    'Liked “Main Street Clinic: your visit Wed Nov 25 10:30 AM is cancelled, do not come. Reply 1 = I understand, 2 = new time, 3 = call me, 9 = wrong no.”',
    'Reacted 👍 to “Main Street Clinic: please do not come”',
    'Le gustó “Main Street Clinic: su cita mie 25 nov se cancela”',
    'Main Street Clinic: ... Reply 1 = I understand, 2 = new time, 3 = call me, 9 = wrong no.',
  ])('a thumb on our own words, or our own words again: %j', (body) => expect(kindOf(body)).toBe('unclear'));
  test.each(['yes', 'SI', 'Sí'])('%j says nothing while nobody opted out [edge case 25]', (body) =>
    expect(kindOf(body)).toBe('yes'),
  );
});

describe('what a person must hear of', () => {
  test.each([
    "I'm on my way",
    'omw',
    'I’m already here',
    'im here in the waiting room',
    "we're in the parking lot",
    'Just arrived',
    'be there in 10',
    'running 5 min late',
    'heading over now',
    "I'm driving to the clinic now",
    'Ya estoy aquí',
    'ya estoy en camino',
    'Estoy en la sala de espera',
    'Voy en camino',
    'ya llegué',
    'Acabo de llegar',
    'llego en 10 minutos',
    'ya voy',
    'Voy tarde',
    'Estoy manejando para la clínica',
  ])('on the way, or here: %j [edge case 23]', (body) => expect(kindOf(body)).toBe('on-the-way'));
  test.each(['by the way I have a question', 'ya estoy enterada', "I can't be there at 9"])(
    'not on the way: %j',
    (body) => expect(kindOf(body)).not.toBe('on-the-way'),
  );

  test.each([
    'wrong number',
    'Sorry, you have the wrong number',
    'Wrong person',
    'No one here by that name',
    "that's not me",
    'Número equivocado',
    'se equivocó de número',
    'No soy yo',
  ])('a stranger: %j [edge case 7]', (body) => expect(kindOf(body)).toBe('wrong-number'));
  test.each(['not a wrong number', 'is something wrong with my number of pills'])('no stranger: %j', (body) =>
    expect(kindOf(body)).not.toBe('wrong-number'),
  );

  test.each([
    'who?',
    'Who is this',
    "who's this?",
    'Hi, who is this?',
    'who dis',
    '¿Quién es?',
    'quien habla',
    'De parte de quién',
  ])('who is writing: %j [edge case 23]', (body) => expect(kindOf(body)).toBe('who'));
  test.each(['HELP', 'info', 'Help please', 'Ayuda'])('help: %j', (body) => expect(kindOf(body)).toBe('help'));
  test.each(['START', 'unstop', 'start again please', 'Reanudar'])('messages again: %j', (body) =>
    expect(kindOf(body)).toBe('start'),
  );
});

test.each([
  ['توقف', 'stop'],
  ['إيقاف', 'stop'],
  ['من فضلكم توقفوا', 'stop'],
  ['شكراً', 'courtesy'],
  ['الرقم خطأ', 'wrong-number'],
  ['رقم خاطئ', 'wrong-number'],
  ['من أنتم؟', 'who'],
  ['أنا في الطريق', 'on-the-way'],
  ['وصلت', 'on-the-way'],
  ['مساعدة', 'help'],
  ['متى الموعد الجديد', 'unclear'],
])('Arabic: %s is %s', (body, kind) => expect(kindOf(body)).toBe(kind));
test('Arabic: إلغاء counts as revoked, and may have meant the visit [edge case 24]', () =>
  expect(readText('إلغاء')).toEqual({ kind: 'stop', cancel: true }));

test('whatever people write, it is read into something, and nothing but a key is a key', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), (body) => {
      const read = readText(body);
      if (read.kind === 'key') expect(body.normalize('NFKC')).toMatch(/[12349١٢٣٤٩۱۲۳۴۹]/);
    }),
  );
});
