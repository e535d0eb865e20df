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
  opening: (practice) => `معكم ${practice} بشأن موعد.`,
  waiting: (practice) => [`معكم ${practice}، لدينا رسالة لكم.`, 'لسماعها اضغطوا 1.'],
  challenge: {
    ask: ['لحماية خصوصيتكم، أدخلوا الأرقام الأربعة لسنة ميلاد المريض.', 'إذا كان الرقم خطأ فاضغطوا 9 ثم مفتاح المربع.'],
    wrong: 'هذه ليست السنة المسجلة لدينا.',
    failed: ({ practice, callback }) => [
      `لا يمكننا المتابعة بدونها. يرجى الاتصال بـ ${practice} على الرقم ${callback}.`,
      `مرة أخرى: ${callback}. مع السلامة.`,
    ],
  },
  menu: ({ practice, visits }) => [cancelled(practice, visits)],
  keys,
  each: 'للإجابة عن كل موعد على حدة اضغطوا 6.',
  about: (visits) => `بخصوص ${spoken(visits)}.`,
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
  place: (address) => `المكان هو ${address}.`,
  prepare: (how) => `يرجى التحضير هكذا: ${how}`,
  ask: ({ place, preparation, callback }) =>
    `يرجى الاتصال على ${callback} بشأن ${place && preparation ? 'الطريق والتحضير' : place ? 'الطريق' : 'التحضير'} لأن هناك تغييرا هذه المرة.`,
  asked: (v) => [
    `شكرا. طلبنا لكم${v.who ? ` من أجل ${v.who}` : ''}: ${v.when}.`,
    'لم يؤكد الموعد بعد. سنبلغكم فور تأكيده، ويرجى انتظار ذلك. مع السلامة.',
  ],
  lost: (v) => `نعتذر: ${v.when}${v.who ? ` من أجل ${v.who}` : ''} لم يعد متاحا.`,
  refused: (practice) => [`ستتصل بكم ${practice} بشأن موعد آخر. يرجى عدم الحضور حتى ذلك. مع السلامة.`],
  person: (practice) => ['شكرا، تم التسجيل.', `سيتصل بكم موظف من ${practice}. مع السلامة.`],
  optOut: 'لإيقاف الاتصالات والرسائل اضغطوا 8.',
  optedOut: 'لن تصلكم اتصالات أو رسائل منا بعد الآن. مع السلامة.',
  transfer: ['شكرا، تم التسجيل.', 'ابقوا على الخط من فضلكم، نتصل بموظف.'],
  whisper: ({ practice, reference }) => [
    `مكالمة لـ ${practice}: مريض ألغي موعده يطلب التحدث مع موظف. المرجع ${reference}.`,
    'للقبول اضغطوا 1.',
  ],
  pressInstead: (key) => `لنتأكد أنكم المتحدث، اضغطوا ${key} الآن.`,
  another: 'توجد رسالة أخرى.',
  wrongNumber: 'شكرا، ونعتذر عن الإزعاج. لن نتصل بهذا الرقم مرة أخرى. مع السلامة.',
  goodbye: ({ practice, callback }) => [`يرجى الاتصال بـ ${practice} على الرقم ${callback}.`, 'مع السلامة.'],
  alreadyNoted: 'شكرا، إجابتكم مسجلة من قبل. مع السلامة.',
  corrected: ({ practice, visits }) => [
    `معكم ${practice} مع تصحيح. يرجى الحضور: لم ${visits.list.length > 1 ? 'تلغ' : 'يلغ'} ${spoken(visits)}.`,
    'نعتذر عن الالتباس. مع السلامة.',
  ],
  coming: ['إذا كنتم ستحضرون فاضغطوا 5.'],
  thanks: 'شكرا، تم التسجيل. مع السلامة.',
  noOffer: (practice) => [
    'شكرا، تم التسجيل.',
    `لا يوجد موعد متاح الآن. ستتصل بكم ${practice} بشأن موعد جديد. مع السلامة.`,
  ],
  inbound: {
    nothing: ['هذا الرقم مخصص للتواصل مع المرضى. لا توجد رسالة لكم.', 'يرجى الاتصال بالعيادة مباشرة. مع السلامة.'],
    several: 'توجد رسائل لأكثر من شخص على هذا الرقم.',
    desk: (practice) => `معكم ${practice}. لا توجد رسالة لكم. نحولكم الآن إلى العيادة.`,
    deskBusy: ({ practice, callback }) => [
      `يرجى الاتصال بـ ${practice} على الرقم ${callback}.`,
      `مرة أخرى: ${callback}. مع السلامة.`,
    ],
  },
  fallback: (callback) => [
    'هذه رسالة آلية من عيادتكم. لدينا ما نخبركم به ولا نستطيع ذلك الآن.',
    ...(callback
      ? [`يرجى الاتصال على الرقم ${callback}.`, `مرة أخرى: ${callback}. مع السلامة.`]
      : ['يرجى الاتصال بعيادتكم. مع السلامة.']),
  ],
  spoken: null,
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
