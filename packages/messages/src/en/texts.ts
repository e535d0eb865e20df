/** English texts. One visit fits one part (160 characters) with a practice name of 30. */
import type { OfferWords, SmsWords, Visit, Visits } from '../catalog.js';
import { commonDay } from '../days.js';
import { lettered, listed } from '../text.js';

/** "your visit Tue Nov 24 9:00 AM", "the visits of Mia (9:00 AM) and Leo (9:20 AM) on Tue Nov 24". */
function written({ list, own }: Visits): string {
  const whose = own ? 'your' : 'the';
  const [first] = list;
  const day = commonDay(list);
  if (list.length === 1 && first) return `${first.who ? `visit of ${first.who}` : `${whose} visit`} ${first.when}`;
  const time = (v: Visit): string => (day ? v.time : v.when);
  if (first?.who)
    return `the visits of ${listed(
      list.map((v) => `${v.who} (${v.letter ? `${v.letter}, ` : ''}${time(v)})`),
      'and',
    )}${day ? ` on ${day}` : ''}`;
  return `${whose} visits ${day ? `${day} ` : ''}${listed(
    list.map((v) => lettered(time(v), v.letter)),
    'and',
  )}`;
}
const are = ({ list }: Visits): string => (list.length > 1 ? 'are' : 'is');

/** Of several visits the first; the page and the desk know the others. */
const briefly = ({ list }: Visits): string =>
  `${list.length > 1 ? `${list.length} visits from` : 'visit'} ${list[0]?.when ?? ''}`;

const choices = ({ options }: OfferWords, key: (k: string) => string): string =>
  `${options.map((o) => `${key(o.key)} = ${o.when}`).join(', ')}, ${key('4')} = none of these`;
const subject = ({ who, instead }: OfferWords): string =>
  `${who ? ` for ${who}` : ''}${instead ? ` instead of ${instead}` : ''}`;
const how = (coded: boolean): string =>
  coded ? 'Please reply with letter and number' : 'Please reply with one number';

/** Of several visits one can be answered for by its letter. */
const alone = ({ list: [first, ...more] }: Visits): string =>
  first?.letter && more.length > 0 ? ` For one visit alone: ${first.letter}1.` : '';

const answers = (key: (k: string) => string): string =>
  `${key('1')} = I understand, ${key('2')} = new time, ${key('3')} = call me, ${key('9')} = wrong no.`;

export const sms: SmsWords = {
  tell: ({ practice, visits, key }) =>
    `${practice}: ${written(visits)} ${are(visits)} cancelled, do not come. Reply ${answers(key)}${alone(visits)}`,
  tellExempt: ({ practice, callback, visits, key }) =>
    `${practice} ${callback}: ${briefly(visits)} cancelled. ${key('1')}=I understand ${key('2')}=new time ${key('3')}=call me ${key('9')}=wrong no. STOP=no texts`,
  offer: ({ practice, offer, key }) =>
    `${practice}: thank you, noted. New times${subject(offer)}: ${choices(offer, key)}. Please reply with one.`,
  booked: ({ practice, visit }) =>
    `${practice}: booked${visit.who ? ` for ${visit.who}` : ''}, ${visit.when}. Thank you.`,
  noted: ({ practice, willCall }) =>
    willCall ? `Thank you, noted. ${practice} will call you about a new time.` : `${practice}: thank you, noted.`,
  place: (address) => `Place: ${address}.`,
  ask: ({ place, preparation, callback }) =>
    `${place && preparation ? 'Place and preparation change' : place ? 'The place changes' : 'How to prepare changes'}, please call ${callback}.`,
  asked: ({ practice, visit }) =>
    `${practice}: we have asked for ${visit.when}${visit.who ? ` for ${visit.who}` : ''} and will confirm it. Please wait for that before you come.`,
  offerAgain: ({ practice, lost, offer, key }) =>
    `${practice}: sorry, ${lost.when} is not free after all. New times${subject(offer)}: ${choices(offer, key)}. Please reply with one.`,
  refused: ({ practice, lost }) =>
    `${practice}: sorry, ${lost.when}${lost.who ? ` for ${lost.who}` : ''} is not free after all, do not come then. We will call you.`,
  clarify: ({ practice, visits, key, coded }) =>
    `${practice}: sorry, your reply was not clear. ${written(visits).replace(/^./, (c) => c.toUpperCase())} ${are(visits)} cancelled. ${how(coded)}: ${answers(key)}${alone(visits)}`,
  clarifyOffer: ({ practice, offer, key, coded }) =>
    `${practice}: sorry, your reply was not clear. New times${subject(offer)}. ${how(coded)}: ${choices(offer, key)}.`,
  which: ({ practice, letters }) =>
    `${practice}: we wrote about several visits${letters.length > 0 ? `: ${letters.map((l) => `${l.code} = ${l.when}`).join(', ')}` : ''}. Please reply with letter and number, for example ${letters[0]?.code ?? 'A'}1.`,
  who: ({ practice, callback, key }) =>
    `This is ${practice}, ${callback}, writing to a patient of ours. Please reply ${answers(key)}`,
  help: ({ practice, callback }) =>
    `${practice}: we text you about your appointments. For help please call ${callback}. Text STOP to get no more texts.`,
  stay: ({ practice, visits, key }) =>
    `${practice}: please do not come, ${written(visits)} ${are(visits)} cancelled. We will call you. ${answers(key)}`,
  correct: ({ practice, visits, key }) =>
    `${practice}: correction, ${written(visits)} ${are(visits)} ON after all. Please come. ${key ? `We are sorry. Reply ${key('5')} = I will come, ${key('3')} = call me` : 'We are sorry for the confusion.'}`,
};
