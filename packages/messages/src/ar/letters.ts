/** Arabic mail and instant messages. */
import type { ImWords, LetterWords } from '../catalog.js';
import { leftToRight, name } from './isolate.js';

export const letter: LetterWords = {
  greeting: (given) => (given ? `مرحبا ${given}،` : 'مرحبا،'),
  letter: (about, { practice, willCall }) => {
    switch (about) {
      case 'tell':
        return {
          subject: `يرجى القراءة: رسالة من ${name(practice)}`,
          lines: [`لديكم رسالة مهمة من ${name(practice)}. نحتاج إلى إجابتكم اليوم.`],
          button: 'قراءة الرسالة',
        };
      case 'offer':
        return {
          subject: `سؤال لكم من ${name(practice)}`,
          lines: ['شكرا على إجابتكم. بقي سؤال واحد، ونبقيه مفتوحا لوقت قصير.'],
          button: 'الإجابة عن السؤال',
        };
      case 'booked':
        return {
          subject: `تأكيد من ${name(practice)}`,
          lines: ['شكرا. تم تأكيد ما اخترتموه، والتفاصيل في الرابط.'],
          button: 'عرض التفاصيل',
        };
      case 'noted':
        return {
          subject: `شكرا: وصلت إجابتكم إلى ${name(practice)}`,
          lines: [`شكرا، تم تسجيل إجابتكم.${willCall ? ` ستتصل بكم ${name(practice)}.` : ''}`],
          button: 'عرض الحالة',
        };
      case 'asked':
        return {
          subject: `شكرا: وصلت إجابتكم إلى ${name(practice)}`,
          lines: ['شكرا. طلبنا ما اخترتموه ولم يؤكد بعد، وسنكتب لكم فور تأكيده.'],
          button: 'عرض الحالة',
        };
      case 'offer-again':
        return {
          subject: `تصحيح مهم من ${name(practice)}`,
          lines: ['نعتذر: ما اخترتموه لم يعد متاحا. يرجى الاختيار من جديد، ونبقيه مفتوحا لوقت قصير.'],
          button: 'الاختيار من جديد',
        };
      case 'refused':
        return {
          subject: `تصحيح مهم من ${name(practice)}`,
          lines: [`نعتذر: ما اخترتموه لم يعد متاحا. ستتصل بكم ${name(practice)}.`],
          button: 'قراءة التصحيح',
        };
      case 'clarify':
        return {
          subject: `يرجى الإجابة على ${name(practice)}`,
          lines: ['لم نتمكن من قراءة إجابتكم. يرجى الإجابة عبر الرابط.'],
          button: 'الإجابة',
        };
      case 'correct':
        return {
          subject: `تصحيح مهم من ${name(practice)}`,
          lines: [`تصحيح للرسالة الأخيرة من ${name(practice)}. يرجى قراءة الرسالة الجديدة الآن.`],
          button: 'قراءة التصحيح',
        };
    }
  },
  footer: ({ practice, callback, isAnswered }) =>
    `${name(practice)}، هاتف ${leftToRight(callback)}. وصلتكم هذه الرسالة لأنكم جهة اتصال لدى العيادة.${isAnswered ? '' : ' الردود على هذا العنوان لا تُقرأ.'}`,
  linkHint: 'إذا لم يعمل الزر فافتحوا هذا العنوان:',
  unsubscribe: {
    button: 'إيقاف البريد إلى هذا العنوان',
    ask: (practice) =>
      `لن ترسل ${name(practice)} بريدا إلى هذا العنوان بعد الآن. وقد تتصل بكم أو ترسل رسالة نصية عند الحاجة.`,
    done: (practice) => `لن ترسل ${name(practice)} بريدا إلى هذا العنوان بعد الآن.`,
  },
};

export const im: ImWords = {
  replies: {
    tell: { '1': 'فهمت', '2': 'موعد آخر', '3': 'اتصلوا بي', '9': 'الرقم خطأ' },
    choice: (n) => `الموعد ${n}`,
    none: 'لا شيء منها',
  },
  tellKeys: (key) =>
    `يرجى القراءة أولا. ثم أجيبوا ${key('1')} = فهمت، ${key('2')} = موعد آخر، ${key('3')} = اتصلوا بي، ${key('9')} = الرقم خطأ.`,
  who: ({ practice, callback, key }) =>
    `معكم ${name(practice)}، ${leftToRight(callback)}، نكتب إلى أحد مرضانا. إذا لم تكونوا أنتم المقصودين فأجيبوا ${key('9')}.`,
  help: ({ practice, callback }) =>
    `معكم ${name(practice)}. للمساعدة اتصلوا على ${leftToRight(callback)}. لإيقاف الرسائل هنا أرسلوا STOP.`,
  offerKeys: (choices, key) =>
    `يرجى الاطلاع أولا. ثم أجيبوا ${choices.map((n) => `${key(n)} = الموعد ${n}`).join('، ')}، ${key('4')} = لا شيء منها.`,
};
