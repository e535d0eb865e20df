/**
 * Spanish. Texts stay in GSM-7: "sábado", "canceló" or "número" would turn a whole text into UCS-2 with 70 characters a
 * part instead of 160, so texts use short day names without accents and words that need none. Calls, mail and the page
 * are written as they should be.
 */
import type { DateTime } from 'luxon';
import type { Catalog } from '../catalog.js';
import { listed } from '../text.js';
import { call } from './call.js';
import { im, letter } from './letters.js';
import { page } from './page.js';

const days = ['lun', 'mar', 'mie', 'jue', 'vie', 'sab', 'dom'];
const months = ['ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'sep', 'oct', 'nov', 'dic'];
const clock = (t: DateTime): string =>
  `${t.hour % 12 === 0 ? 12 : t.hour % 12}:${String(t.minute).padStart(2, '0')} ${t.hour < 12 ? 'am' : 'pm'}`;
const spokenClock = (t: DateTime): string =>
  `${t.hour % 12 === 0 ? 12 : t.hour % 12}:${String(t.minute).padStart(2, '0')} ${t.hour < 12 ? 'de la mañana' : t.hour < 20 ? 'de la tarde' : 'de la noche'}`;
const article = (t: DateTime): string => (t.hour % 12 === 1 ? 'a la' : 'a las');

const visits = (v: { when: string; who: string | null }[]): string =>
  listed(
    v.map((x) => (x.who ? `${x.who} ${x.when}` : x.when)),
    'y',
  );

export const spanish: Catalog = {
  language: 'es',
  locale: 'es-US',
  voice: 'Polly.Lupe-Neural',
  // Not yet checked by a qualified human (45 CFR 92.201): shown as such, and a practice can hold it back.
  review: null,
  and: 'y',
  dates: {
    sms: (t) => `${days[t.weekday - 1]} ${t.day} ${months[t.month - 1]} ${clock(t)}`,
    spoken: (t) => `${t.setLocale('es').toFormat("cccc d 'de' LLLL")} ${article(t)} ${spokenClock(t)}`,
    full: (t) => `${t.setLocale('es').toFormat("cccc d 'de' LLLL")} ${article(t)} ${spokenClock(t)}`,
    time: (t) => clock(t),
  },
  sms: {
    tell: ({ practice, visits: v, key }) =>
      `${practice}: su${v.length > 1 ? 's citas' : ' cita'} ${visits(v)} se cancela${v.length > 1 ? 'n' : ''}, no venga. Responda ${key('1')} = entiendo, ${key('2')} = otra hora, ${key('3')} = que me llamen, ${key('9')} = no soy yo.`,
    offer: ({ practice, who, options, key }) =>
      `${practice}: gracias, anotado. Horas nuevas${who ? ` para ${who}` : ''}: ${options.map((o) => `${key(o.key)} = ${o.when}`).join(', ')}, ${key('4')} = ninguna. Responda con una.`,
    booked: ({ practice, visit }) =>
      `${practice}: reservado${visit.who ? ` para ${visit.who}` : ''}, ${visit.when}. Gracias.`,
    noted: ({ practice, willCall }) =>
      `${practice}: gracias, anotado.${willCall ? ' Le llamaremos para darle otra hora.' : ''}`,
    clarify: ({ practice, callback, key, offering }) =>
      offering
        ? `${practice}. Responda ${key('1')}, ${key('2')} o ${key('3')} para elegir hora, ${key('4')} = ninguna. Preguntas: ${callback}`
        : `${practice}. Responda ${key('1')} = entiendo que la cita se cancela, ${key('2')} = otra hora, ${key('9')} = no soy yo. Preguntas: ${callback}`,
    correct: ({ practice, visits: v }) =>
      `${practice}: correccion. Su cita ${visits(v)} SE MANTIENE. Por favor venga. Disculpe la molestia.`,
  },
  letter,
  im,
  call,
  page,
};
