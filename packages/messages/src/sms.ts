/** Texts: the practice, the visit's time, the keys; no specialty, no reason, no practitioner. */
import type { Conversation } from '@rollcall/contracts';
import type { Visits } from './catalog.js';
import { type Segments, segmentsOf } from './gsm7.js';
import { catalogOf, type Rendering, renderingOf } from './language.js';
import { initialInGsm7, nameInGsm7, practiceInGsm7 } from './names.js';
import {
  bookedVisit,
  cancelledVisits,
  type Manner,
  nameless,
  offerWords,
  purposeNow,
  restoredVisits,
  willCall,
} from './subject.js';
import { keyed } from './text.js';

export interface SmsMessage extends Segments, Rendering {
  text: string;
}

/** The conversation's next message as a text, with what it costs. */
export function renderSms(c: Conversation): SmsMessage {
  const catalog = catalogOf(c);
  const text = write(c, {
    catalog,
    times: 'short',
    // On a shared phone the initial is enough: the letter of the keys already separates the questions.
    name: c.party.kind === 'guardian' ? nameInGsm7 : initialInGsm7,
  });
  return { text, ...renderingOf(catalog), ...segmentsOf(text) };
}

function write(c: Conversation, manner: Manner): string {
  const { sms } = manner.catalog;
  const practice = practiceInGsm7(c);
  const key = keyed(c.attempt.replyCode);
  const coded = c.attempt.replyCode !== null;
  const noted = (): string => sms.noted({ practice, willCall: willCall(c) });
  switch (purposeNow(c)) {
    case 'tell':
      return affordable(cancelledVisits(c, manner), (visits) => sms.tell({ practice, visits, key }));
    case 'offer':
      return sms.offer({ practice, offer: offerWords(c, manner), key });
    case 'booked': {
      const visit = bookedVisit(c, manner);
      return visit ? sms.booked({ practice, visit }) : noted();
    }
    case 'noted':
      return noted();
    case 'clarify':
      return c.offer?.state === 'open' && c.offer.options.length > 0
        ? sms.clarifyOffer({ practice, offer: offerWords(c, manner), key, coded })
        : sms.clarify({ practice, visits: cancelledVisits(c, manner), key, coded });
    case 'correct':
      return sms.correct({ practice, visits: restoredVisits(c, manner) });
  }
}

/** One part for one visit, two for several: names that do not fit are left out, the times say which visits are meant. */
function affordable(visits: Visits, text: (v: Visits) => string): string {
  const full = text(visits);
  if (segmentsOf(full).segments <= (visits.list.length > 1 ? 2 : 1)) return full;
  const short = text({ ...visits, list: nameless(visits.list) });
  return segmentsOf(short).segments < segmentsOf(full).segments ? short : full;
}
