/** Texts: the practice, the visit's time, the keys; no specialty, no reason, no practitioner. */
import type { Conversation } from '@rollcall/contracts';
import { nameInGsm7, type Segments, segmentsOf, toGsm7 } from './gsm7.js';
import { catalogOf } from './language.js';
import { bookedVisit, offerFor, optionsOf, visitsOf } from './subject.js';
import { clean, keyed } from './text.js';

export interface SmsMessage extends Segments {
  text: string;
  language: 'en' | 'es';
}

export function renderSms(c: Conversation): SmsMessage {
  const catalog = catalogOf(c);
  const { sms } = catalog;
  const practice = toGsm7(clean(c.practice.spokenName));
  const key = keyed(c.attempt.replyCode);
  const visits = visitsOf(c, catalog, 'sms', nameInGsm7);
  const text = ((): string => {
    switch (c.attempt.purpose) {
      case 'tell':
        return sms.tell({ practice, visits, key });
      case 'offer':
        return sms.offer({ practice, who: offerFor(c, nameInGsm7), options: optionsOf(c, catalog, 'sms'), key });
      case 'booked':
        return sms.booked({ practice, visit: bookedVisit(c, catalog, 'sms', nameInGsm7) });
      case 'noted':
        return sms.noted({ practice, willCall: c.withOperator || c.offer === null || c.offer.state !== 'booked' });
      case 'clarify':
        return sms.clarify({
          practice,
          callback: clean(c.practice.callbackNumber),
          key,
          offering: c.offer?.state === 'open',
        });
      case 'correct':
        return sms.correct({ practice, visits });
    }
  })();
  return { text, language: catalog.language, ...segmentsOf(text) };
}
