/** The Arabic page. */
import type { PageWords } from '../catalog.js';
import { name } from './isolate.js';

export const page: PageWords = {
  title: (practice) => `رسالة من ${name(practice)}`,
  hello: (given) => (given ? `مرحبا ${given}،` : 'مرحبا،'),
  cancelled: 'تم إلغاء هذا الموعد:',
  dontCome: 'يرجى عدم الحضور.',
  sorry: 'نعتذر عن ذلك. يرجى إخبارنا بأنكم قرأتم هذه الرسالة.',
  buttons: {
    understood: 'فهمت',
    anotherTime: 'فهمت، اقترحوا عليّ موعدا آخر',
    person: 'أريد أن يتصل بي موظف',
    wrongNumber: 'هذه الرسالة ليست لي',
    none: 'لا يناسبني أي منها',
  },
  chooseTime: 'شكرا. يرجى اختيار موعد جديد:',
  instead: (when) => `بدلا من موعدكم ${when}.`,
  heldUntil: (time) => `نحجز لكم هذه المواعيد حتى الساعة ${time}.`,
  pending: 'شكرا. لحظة من فضلكم…',
  expired: (practice) => `لم تعد هذه المواعيد محجوزة لكم. ستتصل بكم ${name(practice)} بشأن موعد جديد.`,
  done: {
    informed: 'شكرا، تم تسجيل إجابتكم. ستتواصل معكم العيادة بشأن موعد جديد.',
    rebooked: (when) => `تم حجز موعدكم الجديد: ${when}.`,
    declined: 'شكرا. ستتصل بكم العيادة للاتفاق على موعد.',
    withdrawn: 'تصحيح: هذا الموعد قائم ولم يُلغَ. يرجى الحضور.',
    person: 'سيتصل بكم موظف من العيادة.',
    nothing: 'لا يوجد هنا ما يحتاج إلى إجابة.',
  },
  again: 'لم تصل إجابتكم. يرجى الضغط على الزر مرة أخرى.',
  call: (practice) => `الاتصال بـ ${name(practice)}`,
  gone: 'هذه الصفحة لم تعد موجودة.',
  goneHint: 'الرابط قديم أو لم يُنسخ كاملا. إذا كنتم تنتظرون رسالة فيرجى الاتصال بعيادتكم.',
};
