/**
 * Spanish texts. They stay in GSM-7: "sábado", "canceló" or "número" would turn a whole text into UCS-2 with 70 characters
 * a part instead of 160, so days are short and without accents, and the words are chosen to need none.
 */
import type { OfferWords, SmsWords, Visit, Visits } from '../catalog.js';
import { commonDay } from '../days.js';
import { lettered } from '../text.js';
import { listedInSpanish } from './listed.js';

function written({ list, own }: Visits): string {
  const [first] = list;
  const day = commonDay(list);
  if (list.length === 1 && first)
    return `${first.who ? `cita de ${first.who}` : `${own ? 'su' : 'la'} cita`} ${first.when}`;
  const time = (v: Visit): string => (day ? v.time : v.when);
  if (first?.who)
    return `las citas de ${listedInSpanish(list.map((v) => `${v.who} (${v.letter ? `${v.letter}, ` : ''}${time(v)})`))}${day ? ` del ${day}` : ''}`;
  return `${own ? 'sus' : 'las'} citas ${day ? `${day} ` : ''}${listedInSpanish(list.map((v) => lettered(time(v), v.letter)))}`;
}
const plural = ({ list }: Visits): string => (list.length > 1 ? 'n' : '');

/** Of several visits the first; the page and the desk know the others. */
const briefly = ({ list }: Visits): string =>
  list.length > 1
    ? `se cancelan ${list.length} citas desde ${list[0]?.when ?? ''}`
    : `se cancela su cita ${list[0]?.when ?? ''}`;

const choices = ({ options }: OfferWords, key: (k: string) => string): string =>
  `${options.map((o) => `${key(o.key)} = ${o.when}`).join(', ')}, ${key('4')} = ninguna`;
const subject = ({ who, instead }: OfferWords): string =>
  `${who ? ` para ${who}` : ''}${instead ? ` en lugar de ${instead}` : ''}`;
const how = (coded: boolean): string => (coded ? 'Responda con letra y cifra' : 'Responda con una sola cifra');

/** Of several visits one can be answered for by its letter. */
const alone = ({ list: [first, ...more] }: Visits): string =>
  first?.letter && more.length > 0 ? ` Para una sola cita: ${first.letter}1.` : '';

const answers = (key: (k: string) => string): string =>
  `${key('1')} = entiendo, ${key('2')} = otra hora, ${key('3')} = que me llamen, ${key('9')} = no soy yo.`;

export const sms: SmsWords = {
  tell: ({ practice, visits, key }) =>
    `${practice}: ${written(visits)} se cancela${plural(visits)}, no venga. Responda ${answers(key)}${alone(visits)}`,
  tellExempt: ({ practice, callback, visits, key }) =>
    `${practice} ${callback}: ${briefly(visits)}. ${key('1')}=entiendo ${key('2')}=otra hora ${key('3')}=llamenme ${key('9')}=no soy yo. STOP=no mas`,
  offer: ({ practice, offer, key }) =>
    `${practice}: gracias, anotado. Horas nuevas${subject(offer)}: ${choices(offer, key)}. Responda con una.`,
  booked: ({ practice, visit }) =>
    `${practice}: reservado${visit.who ? ` para ${visit.who}` : ''}, ${visit.when}. Gracias.`,
  noted: ({ practice, willCall }) =>
    willCall ? `Gracias, anotado. ${practice} le llama para darle otra hora.` : `${practice}: gracias, anotado.`,
  place: (address) => `Lugar: ${address}.`,
  ask: ({ place, preparation, callback }) =>
    `${place && preparation ? 'Cambian el lugar y como prepararse' : place ? 'Cambia el lugar' : 'Cambia como prepararse'}, llame al ${callback}.`,
  asked: ({ practice, visit }) =>
    `${practice}: hemos pedido ${visit.when}${visit.who ? ` para ${visit.who}` : ''} y se lo confirmaremos. Espere el aviso antes de venir.`,
  offerAgain: ({ practice, lost, offer, key }) =>
    `${practice}: lo sentimos, ${lost.when} ya no es posible. Horas nuevas${subject(offer)}: ${choices(offer, key)}. Responda con una.`,
  refused: ({ practice, lost }) =>
    `${practice}: lo sentimos, ${lost.when}${lost.who ? ` para ${lost.who}` : ''} ya no es posible, no venga. Le llamamos.`,
  clarify: ({ practice, visits, key, coded }) =>
    `${practice}: no entendimos su respuesta. Se cancela${plural(visits)} ${written(visits)}. ${how(coded)}: ${answers(key)}${alone(visits)}`,
  clarifyOffer: ({ practice, offer, key, coded }) =>
    `${practice}: no entendimos su respuesta. Horas nuevas${subject(offer)}. ${how(coded)}: ${choices(offer, key)}.`,
  which: ({ practice, letters }) =>
    `${practice}: le escribimos sobre varias citas${letters.length > 0 ? `: ${letters.map((l) => `${l.code} = ${l.when}`).join(', ')}` : ''}. Responda con letra y cifra, por ejemplo ${letters[0]?.code ?? 'A'}1.`,
  who: ({ practice, callback, key }) =>
    `Le escribe ${practice}, ${callback}, con un aviso para un paciente. Responda ${answers(key)}`,
  help: ({ practice, callback }) =>
    `${practice}: le escribimos sobre sus citas. Si necesita ayuda llame al ${callback}. Escriba STOP para no recibir mas textos.`,
  stay: ({ practice, visits, key }) =>
    `${practice}: por favor no venga, ${written(visits)} se cancela${plural(visits)}. Le llamamos. ${answers(key)}`,
  correct: ({ practice, visits, key }) =>
    `${practice}: aviso corregido, ${written(visits)} SE MANTIENE${plural(visits).toUpperCase()}. Por favor venga. Disculpe.${key ? ` Responda ${key('5')} = voy, ${key('3')} = que me llamen` : ''}`,
};
