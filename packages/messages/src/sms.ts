/** Texts: the practice, the visit's time, the keys; no specialty, no reason, no practitioner. */
import type { Conversation, Purpose } from '@rollcall/contracts';
import { affordable, budgetOf } from './budget.js';
import type { Visit, Visits } from './catalog.js';
import { type Segments, segmentsOf } from './gsm7.js';
import { catalogOf, type Rendering, renderingOf } from './language.js';
import { practiceInGsm7, practiceName, shortPractice, textNames, writtenNumber } from './names.js';
import {
  arrangement,
  askedBy,
  askedVisit,
  bookedVisit,
  cancelledVisits,
  isCorrected,
  lostVisit,
  type Manner,
  momentOf,
  offerWords,
  openIds,
  restoredVisits,
  type Saying,
  sayingNow,
  willCall,
} from './subject.js';
import { keyed } from './text.js';

export interface SmsMessage extends Segments, Rendering {
  text: string;
}

/** The conversation's next message as a text, with what it costs. */
export function renderSms(c: Conversation): SmsMessage {
  const catalog = catalogOf(c);
  const names = textNames(catalog);
  const text = write(c, {
    catalog,
    times: 'short',
    // On a shared phone the initial is enough: the letter of the keys already separates the questions.
    name: c.party.kind === 'guardian' ? names.full : names.initial,
  });
  return { text, ...renderingOf(catalog), ...segmentsOf(text) };
}

function write(c: Conversation, manner: Manner): string {
  const { sms, gsm7 } = manner.catalog;
  const key = keyed(askedBy(c, openIds(c)));
  const saying = sayingNow(c);
  const purpose = purposeOf(saying);
  const exempt = c.attempt.exempt && purpose === 'tell';
  const sender = senderOf(c, gsm7, exempt);
  const priced = { purpose, gsm7 };
  // The exemption is for 160 characters: one part, or three of a language that GSM-7 cannot write.
  const budget = exempt ? budgetOf(priced, 1) : undefined;
  const fit: Fit = (visits, text) => affordable(priced, sender, visits, text, budget);
  const noted = (): string => fit(nobodys, (practice) => sms.noted({ practice, willCall: willCall(c) }));
  switch (saying) {
    case 'tell':
      return c.attempt.exempt
        ? fit(cancelledVisits(c, manner), (practice, visits) =>
            sms.tellExempt({ practice, callback: writtenNumber(c), visits, key }),
          )
        : fit(cancelledVisits(c, manner), (practice, visits) => sms.tell({ practice, visits, key }));
    case 'offer':
      return fit(nobodys, (practice) => sms.offer({ practice, offer: offerWords(c, manner), key: offerKey(c) }));
    case 'booked': {
      const visit = bookedVisit(c, manner);
      return visit ? booked(c, manner, sender, visit) : noted();
    }
    case 'asked': {
      const visit = askedVisit(c, manner);
      return visit
        ? fit(one(visit), (practice, { list }) => sms.asked({ practice, visit: list[0] ?? visit }))
        : noted();
    }
    case 'offer-again': {
      const lost = lostVisit(c, manner);
      const offer = offerWords(c, manner);
      return fit(nobodys, (practice) =>
        lost
          ? sms.offerAgain({ practice, lost, offer, key: offerKey(c) })
          : sms.offer({ practice, offer, key: offerKey(c) }),
      );
    }
    case 'refused': {
      const lost = lostVisit(c, manner);
      return lost ? fit(one(lost), (practice, { list }) => sms.refused({ practice, lost: list[0] ?? lost })) : noted();
    }
    case 'noted':
      return noted();
    case 'clarify':
      return askedBack(c, manner, fit);
    case 'correct':
      return fit(restoredVisits(c, manner), (practice, visits) =>
        sms.correct({ practice, visits, key: isCorrected(c) ? keyed(c.attempt.replyCode) : null }),
      );
  }
}

/** While another visit is open, a number alone would not say which of the two it answers. */
const offerKey = (c: Conversation) => keyed(offerCode(c));
const offerCode = (c: Conversation): string | null => askedBy(c, c.offer ? [c.offer.noticeId] : []);

/** With its place, and that it wants other preparation: that is worth a part more. How to prepare is no matter for a text. */
function booked(c: Conversation, { catalog }: Manner, sender: string, visit: Visit): string {
  const { sms, gsm7 } = catalog;
  const known = arrangement(c, catalog);
  const address = known?.address ? textNames(catalog).full(known.address) : null;
  const place = Boolean(known?.address) && address === null;
  const preparation = known !== null && (known.preparation !== null || known.unsaid.preparation);
  const more = [
    ...(address ? [sms.place(address)] : []),
    ...(place || preparation ? [sms.ask({ place, preparation, callback: writtenNumber(c) })] : []),
  ];
  const budget = budgetOf({ purpose: more.length > 0 ? 'offer' : 'booked', gsm7 }, 1);
  return affordable(
    { purpose: 'booked', gsm7 },
    sender,
    one(visit),
    (practice, { list }) =>
      [sms.booked({ practice, visit: more.length > 0 ? (list[0] ?? visit) : visit }), ...more].join(' '),
    budget,
  );
}

/** Three parts hold more than the 160 characters of the exemption: there a long practice name is short from the start. */
function senderOf(c: Conversation, gsm7: boolean, exempt: boolean): string {
  if (gsm7) return practiceInGsm7(c);
  return exempt ? shortPractice(practiceName(c)) : practiceName(c);
}

/** A text as full as its budget allows. */
type Fit = (visits: Visits, text: (practice: string, visits: Visits) => string) => string;
/** For what speaks of no visit by name. */
const nobodys: Visits = { list: [], own: true };
const one = (visit: Visit): Visits => ({ list: [visit], own: true });

const purposeOf = (saying: Saying): Purpose =>
  saying === 'asked' ? 'noted' : saying === 'offer-again' ? 'offer' : saying === 'refused' ? 'correct' : saying;

function askedBack(c: Conversation, manner: Manner, fit: Fit): string {
  const { sms } = manner.catalog;
  const { attempt, offer } = c;
  const code = askedBy(c, openIds(c));
  const key = keyed(code);
  const coded = code !== null;
  const callback = writtenNumber(c);
  switch (attempt.wording) {
    case 'which': {
      const letters = (attempt.letters ?? []).map(({ code, start, timeZone }) => ({
        code,
        when: momentOf(manner.catalog, 'short', start, timeZone).when,
      }));
      return fit(nobodys, (practice) => sms.which({ practice, letters }));
    }
    case 'who':
      return fit(nobodys, (practice) => sms.who({ practice, callback, key }));
    case 'help':
      return fit(nobodys, (practice) => sms.help({ practice, callback }));
    case 'stay':
      return fit(cancelledVisits(c, manner), (practice, visits) => sms.stay({ practice, visits, key }));
    default:
      return offer?.state === 'open' && offer.options.length > 0
        ? fit(nobodys, (practice) =>
            sms.clarifyOffer({
              practice,
              offer: offerWords(c, manner),
              key: offerKey(c),
              coded: offerCode(c) !== null,
            }),
          )
        : fit(cancelledVisits(c, manner), (practice, visits) => sms.clarify({ practice, visits, key, coded }));
  }
}
