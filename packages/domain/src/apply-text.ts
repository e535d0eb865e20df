/** What a patient's own words change, once it is known whose they are and what they mean. */
import { type AnswerKey, type Channel, comingKey } from '@rollcall/contracts';
import { answer } from './answering.js';
import { openCorrections } from './correcting.js';
import type { TextMeaning } from './reading.js';
import { type AttemptRow, attemptOf, liveOffer, openNotices, type Snapshot } from './snapshot.js';
import { askBack, sayHelp, sayStay, sayTruth } from './speaking.js';
import type { Turn } from './turn.js';

/** A text whose sender and question the conductor has found. */
export interface BoundText {
  kind: 'bound-text';
  channel: Channel;
  meaning: TextMeaning | { kind: 'visits'; visits: NamedVisit[] };
  contactPointId: string;
  /** The question was not unique on that number. */
  ambiguous: boolean;
  /** The message of ours that it answers by its own account: a mail's reply address, a quoted chat message. */
  asked?: { attemptId: string };
}

/** One visit of several, named by its letter. `key` null: the letter alone. */
export interface NamedVisit {
  noticeId: string;
  key: AnswerKey | null;
}

/** Consent is revoked on that address. */
type OptOut = (turn: Turn, contactPointId: string, channel: Channel) => void;

export function applyText(turn: Turn, fact: BoundText, optOut: OptOut): void {
  const { meaning, channel, contactPointId } = fact;
  const last = fact.asked
    ? attemptOf(turn.state, fact.asked.attemptId)
    : lastQuestion(turn.state, contactPointId, channel);
  const told = (words: string, changed: boolean): void =>
    turn.emit({
      type: 'answer.received',
      attemptId: (last?.id ?? null) as never,
      channel,
      meaning: words,
      changed,
    });
  switch (meaning.kind) {
    case 'stop':
      told('stop', true);
      optOut(turn, contactPointId, channel);
      // The provider blocks us although the patient may have meant the visit: only a person can find out.
      if (meaning.cancel) turn.openTask('reach', 'said_cancel');
      return;
    case 'on-the-way':
      told('on-the-way', true);
      turn.openUrgentTask('reach', 'on_the_way');
      if (openNotices(turn.state).length > 0 && last) sayStay(turn, contactPointId, channel);
      return;
    case 'key':
      if (fact.ambiguous) return unsure(turn, fact, told, 'ambiguous');
      return key(turn, fact, last, meaning.key, told);
    case 'letters':
      return unsure(turn, fact, told, fact.ambiguous ? 'ambiguous' : 'unclear');
    case 'coming': {
      if (openCorrections(turn.state).length === 0 || fact.ambiguous) return unsure(turn, fact, told, 'unclear');
      const asked = lastQuestion(turn.state, contactPointId, channel);
      return answer(turn, {
        key: comingKey,
        channel,
        via: 'text',
        attemptId: asked?.id ?? null,
        contactPointId,
        offerId: null,
      });
    }
    case 'visits':
      return namedVisits(turn, fact, meaning.visits, told);
    case 'wrong-number':
      // Of several people on a number nobody knows who is a stranger to it: a person reads it, and no text goes there.
      if (!fact.ambiguous)
        return answer(turn, {
          key: '9',
          channel,
          via: 'text',
          attemptId: last?.id ?? null,
          contactPointId,
          offerId: null,
        });
      told('ambiguous', false);
      return turn.openTask('reach', 'unclear_answer');
    case 'help':
      told('help', false);
      return sayHelp(turn, contactPointId, channel);
    case 'start':
    case 'auto-reply':
      return told(meaning.kind, false);
    case 'who':
      told('who', false);
      return askBack(turn, contactPointId, channel, 'who');
    case 'courtesy':
      // Thanks for what was settled need no answer.
      if (!isAsking(turn.state)) return told('unclear', false);
      return unsure(turn, fact, told, 'unclear');
    default:
      return unsure(turn, fact, told, 'unclear');
  }
}

function key(
  turn: Turn,
  fact: BoundText,
  last: AttemptRow | undefined,
  pressed: Parameters<typeof answer>[1]['key'],
  told: (words: string, changed: boolean) => void,
): void {
  const { channel, contactPointId } = fact;
  if (!last) {
    // Nothing has reached this number yet: it answers something older, and what it will be asked it does not know.
    told('not-asked', false);
    if (isAsking(turn.state) && !isOnItsWay(turn.state, contactPointId)) askBack(turn, contactPointId, channel, null);
    return;
  }
  // It may be a late answer to the words that were wrong: who will come says so with the key that only the correction has.
  if (
    last.purpose === 'correct' &&
    last.wording === undefined &&
    isKeyToVisit(pressed) &&
    openCorrections(turn.state).length > 0
  )
    return unsure(turn, fact, told, 'unclear');
  const wasAsking = isAsking(turn.state);
  const before = turn.events.length;
  answer(turn, {
    key: pressed,
    channel,
    via: 'text',
    attemptId: last.id,
    contactPointId,
    // The last question asked on this number is the one that is answered.
    offerId: last.offerId,
  });
  const changed = turn.events.slice(before).some((e) => e.type !== 'answer.received');
  if (!wasAsking && !changed && isRecent(turn)) sayTruth(turn, contactPointId, channel);
}

/**
 * Each named visit gets its own answer, and the others stay as they are. A letter alone, of a visit that was told of, says
 * that it was read; of offered times it chooses none.
 */
function namedVisits(
  turn: Turn,
  fact: BoundText,
  named: readonly NamedVisit[],
  told: (words: string, changed: boolean) => void,
): void {
  const { channel, contactPointId } = fact;
  const last = lastQuestion(turn.state, contactPointId, channel);
  if (!last) return told('not-asked', false);
  const offers = new Map(named.map((n) => [n.noticeId, offerAsked(turn.state, contactPointId, n.noticeId)]));
  const says = named.map((n) => ({ ...n, offer: offers.get(n.noticeId) ?? null }));
  const others = openNotices(turn.state).filter((n) => !offers.has(n.id));
  const isUnclear = ({ key, offer }: (typeof says)[number]): boolean =>
    (offer ? key === null : key === '4') || (key === '9' && others.length > 0);
  if (says.some(isUnclear)) return unsure(turn, fact, told, 'unclear');
  const wasAsking = isAsking(turn.state);
  const before = turn.events.length;
  // Who wants a person for one visit comes last: the times for another are asked for before the desk takes over.
  for (const { noticeId, key, offer } of says.sort((a, b) => Number(a.key === '3') - Number(b.key === '3')))
    answer(turn, {
      key: key ?? '1',
      channel,
      via: 'text',
      attemptId: offer?.id ?? last.id,
      contactPointId,
      offerId: offer?.offerId ?? null,
      noticeIds: [noticeId],
    });
  const changed = turn.events.slice(before).some((e) => e.type !== 'answer.received');
  if (!wasAsking && !changed && isRecent(turn)) sayTruth(turn, contactPointId, channel);
}

/** The last message that put times for this visit to this number, when the visit itself is no question any more. */
function offerAsked(s: Snapshot, contactPointId: string, noticeId: string): AttemptRow | undefined {
  if (openNotices(s).some((n) => n.id === noticeId)) return undefined;
  const own = new Set(s.offers.filter((o) => o.noticeId === noticeId).map((o) => o.id));
  return s.attempts.findLast(
    (a) =>
      a.offerId !== null &&
      own.has(a.offerId) &&
      a.purpose === 'offer' &&
      a.contactPointId === contactPointId &&
      hasLeft(a),
  );
}

/** An unclear text changes nothing. Where nothing is asked any more there is nothing to ask back: a person reads it. */
function unsure(turn: Turn, fact: BoundText, told: (words: string, changed: boolean) => void, words: string): void {
  told(words, false);
  if (!isAsking(turn.state)) return turn.openTask('reach', 'unclear_answer');
  askBack(turn, fact.contactPointId, fact.channel, words === 'ambiguous' ? 'which' : null);
}

const isAsking = (s: Snapshot): boolean =>
  openNotices(s).length > 0 || liveOffer(s) !== undefined || openCorrections(s).length > 0;

const isKeyToVisit = (key: AnswerKey): boolean => key === '1' || key === '2' || key === '4';

const day = 86_400_000;
/** Who answers a week later knows, one way or the other. */
const isRecent = ({ state, now }: Turn): boolean =>
  state.notices.some((n) => n.deadlineAt.getTime() + day > now.getTime());

const isOnItsWay = (s: Snapshot, contactPointId: string): boolean =>
  s.attempts.some((a) => a.contactPointId === contactPointId && a.state === 'queued');

/**
 * What an answer from this contact point answers: the last message that went, or may have gone, there; else, from another
 * phone of the same person, the last that went to any of theirs. A call asks on the phone, and is answered there.
 */
function lastQuestion(s: Snapshot, contactPointId: string, channel: Channel): AttemptRow | undefined {
  const asked = s.attempts.filter((a) => a.purpose !== 'clarify' && hasLeft(a));
  return (
    asked.findLast((a) => a.contactPointId === contactPointId && a.channel === channel) ??
    asked.findLast((a) => a.channel === 'sms' || a.channel === 'im')
  );
}

const hasLeft = (a: AttemptRow): boolean =>
  a.state !== 'superseded' && a.state !== 'queued' && (a.state !== 'failed' || a.reached !== null);
