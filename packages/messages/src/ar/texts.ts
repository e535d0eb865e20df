/**
 * Arabic texts. No Arabic letter is in GSM-7, so every text is UCS-2: 70 characters, 67 a part. They begin with an Arabic
 * word: phones take the direction of a text from its first letter, and the practice's name is mostly Latin.
 */
import type { OfferWords, SmsWords, Visits } from '../catalog.js';
import { commonDay } from '../days.js';
import { lettered } from '../text.js';
import { leftToRight, name } from './isolate.js';
import { listedInArabic } from './listed.js';

/** "موعدكم ⟨day and time⟩", "موعد ⟨name⟩ …", "مواعيد ⟨name⟩ (…) و⟨name⟩ (…)". */
function written({ list, own }: Visits): string {
  const [first] = list;
  const day = commonDay(list);
  if (list.length === 1 && first)
    return `${first.who ? `موعد ${name(first.who)}` : own ? 'موعدكم' : 'الموعد'} ${first.when}`;
  const time = (v: Visits['list'][number]): string => (day ? v.time : v.when);
  if (first?.who)
    return `مواعيد ${listedInArabic(list.map((v) => `${name(v.who ?? '')} (${v.letter ? `${v.letter}، ` : ''}${time(v)})`))}${day ? ` يوم ${day}` : ''}`;
  return `${own ? 'مواعيدكم' : 'المواعيد'} ${day ? `${day} ` : ''}${listedInArabic(list.map((v) => lettered(time(v), v.letter)))}`;
}

/** Of several visits the first; the page and the desk know the others. */
const briefly = ({ list }: Visits): string =>
  `إلغاء ${list.length > 1 ? `${list.length} مواعيد من` : 'موعدكم'} ${list[0]?.when ?? ''}`;

const choices = ({ options }: OfferWords, key: (k: string) => string): string =>
  `${options.map((o) => `${key(o.key)} = ${o.when}`).join('، ')}، ${key('4')} = لا شيء منها`;
const subject = ({ who, instead }: OfferWords): string =>
  `${who ? ` لـ${name(who)}` : ''}${instead ? ` بدلا من ${instead}` : ''}`;
const how = (coded: boolean): string => (coded ? 'أجيبوا بالحرف والرقم' : 'أجيبوا برقم واحد');
/** Of several visits one can be answered for by its letter. */
const alone = ({ list: [first, ...more] }: Visits): string =>
  first?.letter && more.length > 0 ? `. لموعد واحد فقط: ${first.letter}1` : '';

const answers = (key: (k: string) => string): string =>
  `${key('1')} = فهمت، ${key('2')} = موعد آخر، ${key('3')} = اتصلوا بي، ${key('9')} = الرقم خطأ`;

export const sms: SmsWords = {
  tell: ({ practice, visits, key }) =>
    `من ${name(practice)}: تم إلغاء ${written(visits)}، لا تحضروا. أجيبوا ${answers(key)}${alone(visits)}`,
  tellExempt: ({ practice, callback, visits, key }) =>
    `من ${name(practice)} ${leftToRight(callback)}: ${briefly(visits)}. ${key('1')}=فهمت ${key('2')}=موعد آخر ${key('3')}=اتصلوا ${key('9')}=خطأ STOP=إيقاف`,
  offer: ({ practice, offer, key }) =>
    `من ${name(practice)}: شكرا، تم التسجيل. مواعيد جديدة${subject(offer)}: ${choices(offer, key)}. أجيبوا برقم منها.`,
  booked: ({ practice, visit }) =>
    `من ${name(practice)}: تم الحجز${visit.who ? ` لـ${name(visit.who)}` : ''}، ${visit.when}. شكرا.`,
  noted: ({ practice, willCall }) =>
    willCall
      ? `شكرا، تم التسجيل. ستتصل بكم ${name(practice)} بشأن موعد جديد.`
      : `من ${name(practice)}: شكرا، تم التسجيل.`,
  place: (address) => `المكان: ${name(address)}.`,
  ask: ({ place, preparation, callback }) =>
    `${place && preparation ? 'تغير المكان والتحضير' : place ? 'تغير المكان' : 'تغير التحضير'}، اتصلوا على ${leftToRight(callback)}.`,
  asked: ({ practice, visit }) =>
    `من ${name(practice)}: طلبنا لكم ${visit.when}${visit.who ? ` لـ${name(visit.who)}` : ''} وسنؤكده. يرجى انتظار التأكيد قبل الحضور.`,
  offerAgain: ({ practice, lost, offer, key }) =>
    `من ${name(practice)}: نعتذر، ${lost.when} لم يعد متاحا. مواعيد جديدة${subject(offer)}: ${choices(offer, key)}. أجيبوا برقم منها.`,
  refused: ({ practice, lost }) =>
    `من ${name(practice)}: نعتذر، ${lost.when}${lost.who ? ` لـ${name(lost.who)}` : ''} لم يعد متاحا، لا تحضروا. سنتصل بكم.`,
  clarify: ({ practice, visits, key, coded }) =>
    `من ${name(practice)}: عذرا، لم نفهم إجابتكم. تم إلغاء ${written(visits)}. ${how(coded)}: ${answers(key)}${alone(visits)}`,
  clarifyOffer: ({ practice, offer, key, coded }) =>
    `من ${name(practice)}: عذرا، لم نفهم إجابتكم. مواعيد جديدة${subject(offer)}. ${how(coded)}: ${choices(offer, key)}.`,
  which: ({ practice, letters }) =>
    `من ${name(practice)}: كتبنا لكم عن عدة مواعيد${letters.length > 0 ? `: ${letters.map((l) => `${l.code} = ${l.when}`).join('، ')}` : ''}. أجيبوا بالحرف والرقم، مثلا ${letters[0]?.code ?? 'A'}1.`,
  who: ({ practice, callback, key }) =>
    `معكم ${name(practice)}، ${leftToRight(callback)}، نكتب إلى أحد مرضانا. أجيبوا ${answers(key)}`,
  help: ({ practice, callback }) =>
    `من ${name(practice)}: نراسلكم بشأن مواعيدكم. للمساعدة اتصلوا على ${leftToRight(callback)}. لإيقاف الرسائل أرسلوا STOP.`,
  stay: ({ practice, visits, key }) =>
    `من ${name(practice)}: يرجى عدم الحضور، تم إلغاء ${written(visits)}. سنتصل بكم. ${answers(key)}`,
  correct: ({ practice, visits, key }) =>
    `تصحيح من ${name(practice)}: ${written(visits)} ${visits.list.length > 1 ? 'قائمة' : 'قائم'} ولم ${visits.list.length > 1 ? 'تلغ' : 'يلغ'}. يرجى الحضور. نعتذر عن الالتباس.${key ? ` أجيبوا ${key('5')} = سأحضر، ${key('3')} = اتصلوا بي` : ''}`,
};
