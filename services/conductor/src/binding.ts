/** Binds facts to outreaches: our id, then the provider's, then the sender's own number with the letter of a question. */
import type { Fact } from '@rollcall/contracts';
import {
  attemptsOfRefs,
  type Correspondent,
  correspondents,
  liftSuppression,
  outreachesOfAttempts,
  outreachesOfOffers,
  type Sealer,
  type Tx,
} from '@rollcall/database';
import {
  answerable,
  type BoundText,
  bindLetters,
  bindReply,
  type Happening,
  type LetteredKey,
  type LiveQuestion,
  readText,
  type TextMeaning,
} from '@rollcall/domain';
import type { ReadFact } from './applier.js';
import { type AskedBy, buttonWords, findAsked, pressedByStrangers, wroteNow } from './asked.js';

export interface Bound {
  storedId: string;
  outreachId: string;
  happening: Happening;
  /** The patient's own words, for the operators of this outreach to read. */
  words?: { channel: TextFact['channel']; body: string };
}

type TextFact = Extract<Fact, { kind: 'text' }>;

export async function bindFacts(tx: Tx, sealer: Sealer, read: readonly ReadFact[], now: Date): Promise<Bound[]> {
  const withRefs = await nameAttempts(tx, read);
  // What was stored with an attempt of ours came with its outreach.
  const known = new Map(withRefs.flatMap(({ about }) => (about ? [[about.attemptId, about.outreachId]] : [])));
  const attemptIds = new Set(withRefs.flatMap(({ fact }) => attemptIdOf(fact) ?? []));
  const texts = withRefs.flatMap(({ fact }) => (fact.kind === 'text' ? [fact] : []));
  const presses = withRefs.flatMap(({ fact }) => (fact.kind === 'key' && fact.from !== undefined ? [fact] : []));
  const [found, ofOffer, writers, askedOf, strangers] = await Promise.all([
    outreachesOfAttempts(
      tx,
      [...attemptIds].filter((id) => !known.has(id)),
    ),
    outreachesOfOffers(
      tx,
      withRefs.flatMap(({ fact }) => (isOfOffer(fact) ? [fact.offerId] : [])),
    ),
    correspondents(
      tx,
      texts.map((t) => ({ addressIndex: sealer.blindIndex(t.from), systems: systemsOf[t.channel] })),
    ),
    findAsked(tx, sealer, texts),
    pressedByStrangers(tx, sealer, presses, now),
  ]);
  const ofAttempt = new Map([...known, ...found]);
  const writerOf = new Map(texts.map((t, n) => [t, writers[n]]));
  const bound: Bound[] = [];
  for (const { storedId, fact } of withRefs) {
    const who = fact.kind === 'text' ? writerOf.get(fact) : undefined;
    if (fact.kind === 'text' && who)
      bound.push(
        ...withWords(
          await bindText(tx, sealer, storedId, fact, { ...who, asked: askedOf.get(fact) ?? null }, now),
          fact,
        ),
      );
    else if (fact.kind === 'key' && strangers.has(fact)) continue;
    else if (fact.kind !== 'callback' && fact.kind !== 'text') {
      const outreachId = isOfOffer(fact) ? ofOffer.get(fact.offerId) : ofAttempt.get(attemptIdOf(fact) ?? '');
      if (outreachId) bound.push({ storedId, outreachId, happening: fact });
    }
  }
  return bound;
}

const isOfOffer = (fact: Fact): fact is Extract<Fact, { kind: 'offer' | 'booking' }> =>
  fact.kind === 'offer' || fact.kind === 'booking';

const attemptIdOf = (fact: Fact): string | null => ('attemptId' in fact ? fact.attemptId : null);

/** Facts that name only the provider's reference get our attempt id. */
async function nameAttempts(tx: Tx, read: readonly ReadFact[]): Promise<ReadFact[]> {
  const nameless = read.flatMap(({ fact }) =>
    (fact.kind === 'delivery' || fact.kind === 'optout') && fact.attemptId === null ? [fact.providerRef] : [],
  );
  if (nameless.length === 0) return [...read];
  const byRef = await attemptsOfRefs(tx, nameless);
  return read.map((one) => {
    const { fact } = one;
    if ((fact.kind !== 'delivery' && fact.kind !== 'optout') || fact.attemptId !== null) return one;
    return { ...one, fact: { ...fact, attemptId: (byRef.get(fact.providerRef) ?? null) as typeof fact.attemptId } };
  });
}

/** The contact systems that a sender on this channel may be known under, the likeliest first. */
const systemsOf: Record<TextFact['channel'], readonly string[]> = {
  sms: ['phone', 'whatsapp'],
  im: ['whatsapp', 'messenger', 'phone'],
  email: ['email'],
};

interface Writer extends Correspondent {
  asked: AskedBy | null;
}

/** A text binds by the sender's number only; what concerns the number concerns everybody reached there. */
async function bindText(
  tx: Tx,
  sealer: Sealer,
  storedId: string,
  fact: TextFact,
  who: Writer,
  now: Date,
): Promise<Bound[]> {
  const { asked } = who;
  if (fact.channel === 'im') await wroteNow(tx, sealer.blindIndex(fact.from), now);
  const pressed = buttonWords(fact, asked);
  if (asked && pressed !== null) {
    const { attemptId, offerId } = asked;
    const key = { kind: 'key', channel: 'im', key: pressed, via: 'button', attemptId, offerId } as Happening;
    return [{ storedId, outreachId: asked.outreachId, happening: key }];
  }
  const read = readText(fact.body);
  // Twilio takes YES as opting in, too. Of somebody who never opted out it says nothing.
  const meaning: TextMeaning = read.kind === 'yes' && who.optedOut ? { kind: 'start' } : read;
  if (meaning.kind === 'start') await liftSuppression(tx, sealer.blindIndex(fact.from));
  const pointOf = (outreachId: string): string | undefined =>
    who.outreaches.find((o) => o.outreachId === outreachId)?.contactPointId;
  const happening = (contactPointId: string, ambiguous: boolean, as: BoundText['meaning'] = meaning): BoundText => ({
    kind: 'bound-text',
    channel: fact.channel,
    meaning: as,
    contactPointId,
    ambiguous,
  });
  const [latest] = who.outreaches;
  if (asked && (who.outreaches.length === 0 || (meaning.kind !== 'stop' && meaning.kind !== 'on-the-way'))) {
    // Whoever has our mail may be somebody it was handed to: from another address it answers nothing, and a person reads it.
    const answer = { ...happening(asked.contactPointId, !asked.isTheirs), asked: { attemptId: asked.attemptId } };
    return [{ storedId, outreachId: asked.outreachId, happening: answer }];
  }
  if (meaning.kind === 'stop') {
    // It binds every patient on that number. CANCEL is asked about where a visit may be meant, not in last month's files.
    const current = new Set(who.outreaches.filter((o) => o.active).map((o) => o.outreachId));
    if (current.size === 0 && latest) current.add(latest.outreachId);
    return onePer(who.outreaches).map(({ outreachId, contactPointId }) => ({
      storedId,
      outreachId,
      happening: happening(contactPointId, false, current.has(outreachId) ? meaning : { kind: 'stop' }),
    }));
  }
  if (meaning.kind === 'on-the-way') {
    // It may be any of them: all their operators look.
    const active = who.outreaches.filter((o) => o.active);
    return onePer(active.length > 0 ? active : who.outreaches.slice(0, 1)).map((o) => ({
      storedId,
      outreachId: o.outreachId,
      happening: happening(o.contactPointId, false),
    }));
  }
  const questions = answerable(who.questions, meaning.kind === 'coming');
  const letters = lettersIn(meaning);
  const named = letters.length > 0 ? bindLetters(letters, questions) : null;
  if (named)
    return named.flatMap(({ question: { outreachId }, ...says }) => {
      const point = pointOf(outreachId);
      const said = says.kind === 'whole' ? ({ ...says, kind: 'key' } as const) : says;
      return point ? [{ storedId, outreachId, happening: happening(point, false, said) }] : [];
    });
  // Its letters name nothing that is open, or more than one thing: none of the questions is answered by it.
  const binding =
    letters.length > 0 && isAskedByLetters(questions)
      ? ({ kind: 'ambiguous', questions: questions } as const)
      : bindReply(meaning.kind === 'key' || meaning.kind === 'coming' ? meaning.code : null, questions, fact.to);
  if (binding.kind === 'bound') {
    const point = pointOf(binding.question.outreachId);
    return point ? [{ storedId, outreachId: binding.question.outreachId, happening: happening(point, false) }] : [];
  }
  if (binding.kind === 'ambiguous') {
    const [first] = binding.questions;
    const point = first && pointOf(first.outreachId);
    return first && point ? [{ storedId, outreachId: first.outreachId, happening: happening(point, true) }] : [];
  }
  if (!latest) return [];
  const several = onePer(who.outreaches).filter((o) => o.active).length > 1;
  // A mail that lost its reply address, from a mailbox with several open questions, answers none of them.
  const unsure = several && fact.channel === 'email';
  // Of several people who are reached on a phone where nothing was asked nobody knows who answers: asked back, by name.
  const isKey = meaning.kind === 'key' || meaning.kind === 'letters' || meaning.kind === 'coming';
  const as: TextMeaning = several && !unsure && isKey ? { kind: 'unclear' } : meaning;
  return [{ storedId, outreachId: latest.outreachId, happening: happening(latest.contactPointId, unsure, as) }];
}

const lettersIn = (meaning: TextMeaning): readonly LetteredKey[] => {
  if (meaning.kind === 'letters') return meaning.letters;
  return meaning.kind === 'key' && meaning.code !== null ? [{ code: meaning.code, key: meaning.key }] : [];
};

const isAskedByLetters = (questions: readonly LiveQuestion[]): boolean =>
  questions.length > 1 || questions.some((q) => (q.visits ?? []).length > 0);

/** Each outreach once, with its likeliest contact point; the newest still first. */
const onePer = (outreaches: Correspondent['outreaches']): Correspondent['outreaches'] => {
  const seen = new Set<string>();
  return outreaches.filter(({ outreachId }) => !seen.has(outreachId) && seen.add(outreachId));
};

/** A key says all by itself; and STOP is not shown in last month's files, nor to practices it was not meant for. */
const withWords = (bound: readonly Bound[], { channel, body }: TextFact): Bound[] =>
  bound.map((b, n) => {
    const meaning = b.happening.kind === 'bound-text' ? b.happening.meaning.kind : 'key';
    const shown =
      meaning !== 'key' &&
      meaning !== 'visits' &&
      meaning !== 'coming' &&
      body.trim() !== '' &&
      (meaning !== 'stop' || n === 0);
    return shown ? { ...b, words: { channel, body } } : b;
  });
