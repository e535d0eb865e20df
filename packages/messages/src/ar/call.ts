/** Arabic calls. */
import type { Visit, Visits, VoiceWords } from '../catalog.js';
import { commonDay } from '../days.js';
import { listedInArabic } from './listed.js';

function spoken({ list, own }: Visits): string {
  const [first] = list;
  const day = commonDay(list);
  const at = (v: Visit): string =>
    `${v.who ? `${v.who} ` : ''}${day ? `الساعة ${v.time}` : `${v.who ? 'يوم ' : ''}${v.when}`}`;
  if (list.length === 1 && first)
    return `${first.who ? `موعد ${first.who}` : own ? 'موعدكم' : 'الموعد'} يوم ${first.when}`;
  const all = listedInArabic(list.map(at));
  if (first?.who) return `مواعيد ${all}${day ? ` يوم ${day}` : ''}`;
  return `${own ? 'مواعيدكم' : 'المواعيد'} يوم ${day ? `${day} ${all}` : all}`;
}

const cancelled = (practice: string, visits: Visits): string =>
  `معكم ${practice}. تم إلغاء ${spoken(visits)}. يرجى عدم الحضور.`;

const keys = [
  'إذا فهمتم فاضغطوا 1.',
  'لموعد آخر اضغطوا 2.',
  'ليتصل بكم موظف اضغطوا 3.',
  'إذا كان الرقم خطأ فاضغطوا 9.',
];

export const call: VoiceWords = {
  menu: ({ practice, visits }) => [cancelled(practice, visits)],
  keys,
  repeat: ['مرة أخرى.'],
  invalid: 'عذرا، هذا الرقم غير متاح هنا.',
  offer: ({ who, instead, options }) => [
    `شكرا، تم التسجيل. ${who ? `من أجل ${who}: ` : ''}${options.length === 1 ? 'يوجد موعد جديد واحد' : `عدد المواعيد الجديدة ${options.length}`}${instead ? ` بدلا من ${instead}` : ''}.`,
    ...options.map((o) => `اضغطوا ${o.key} لموعد ${o.when}.`),
    'أو اضغطوا 4 إذا لم يناسبكم أي منها.',
  ],
  hold: 'لحظة من فضلكم.',
  noted: (practice) => ['شكرا، تم التسجيل.', `ستتواصل معكم ${practice} بشأن موعد جديد. مع السلامة.`],
  booked: (v) => [`شكرا. تم الحجز${v.who ? ` من أجل ${v.who}` : ''}: ${v.when}.`, 'مع السلامة.'],
  person: (practice) => ['شكرا، تم التسجيل.', `سيتصل بكم موظف من ${practice}. مع السلامة.`],
  optOut: 'لإيقاف الاتصالات والرسائل اضغطوا 8.',
  optedOut: 'لن تصلكم اتصالات أو رسائل منا بعد الآن. مع السلامة.',
  wrongNumber: 'شكرا، ونعتذر عن الإزعاج. لن نتصل بهذا الرقم مرة أخرى. مع السلامة.',
  goodbye: ({ practice, callback }) => [`يرجى الاتصال بـ ${practice} على الرقم ${callback}.`, 'مع السلامة.'],
  alreadyNoted: 'شكرا، إجابتكم مسجلة من قبل. مع السلامة.',
  corrected: ({ practice, visits }) => [
    `معكم ${practice} مع تصحيح. يرجى الحضور: لم ${visits.list.length > 1 ? 'تلغ' : 'يلغ'} ${spoken(visits)}.`,
    'نعتذر عن الالتباس. مع السلامة.',
  ],
  noOffer: (practice) => [
    'شكرا، تم التسجيل.',
    `لا يوجد موعد متاح الآن. ستتصل بكم ${practice} بشأن موعد جديد. مع السلامة.`,
  ],
  voicemail: {
    callbackOnly: ({ practice, callback }) => [
      `معكم ${practice}، لدينا رسالة لكم. يرجى الاتصال بنا اليوم.`,
      `رقمنا ${callback}.`,
      `مرة أخرى: ${callback}.`,
    ],
    full: ({ practice, visits, callback }) => [
      cancelled(practice, visits),
      `يرجى الاتصال بنا على الرقم ${callback}.`,
      `مرة أخرى: ${callback}.`,
    ],
  },
};
