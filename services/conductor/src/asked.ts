/**
 * Which message of ours an answer says it answers: by the token in a mail's own reply address, by the message that a chat
 * quotes, by the button that a chat message carries. An address is believed more than any of them: from another one it
 * changes nothing.
 */
import type { AnswerKey, Fact } from '@rollcall/contracts';
import { type Asked, askedAttempts, attemptsOfRefs, openSession, type Sealer, type Tx } from '@rollcall/database';
import { keyOfTitle } from '@rollcall/messages';
import { mailTokenIn } from '@rollcall/providers';

type TextFact = Extract<Fact, { kind: 'text' }>;
type KeyFact = Extract<Fact, { kind: 'key' }>;

/** WhatsApp and Messenger let us answer freely for 24 hours after a person wrote. */
const sessionMs = 24 * 3_600_000;

/** The person behind this address wrote to us, or pressed a button, now. */
export const wroteNow = (tx: Tx, from: Buffer, now: Date): Promise<void> =>
  openSession(tx, from, new Date(now.getTime() + sessionMs));

export interface AskedBy extends Asked {
  /** Who answers is who was asked. */
  isTheirs: boolean;
}

export async function findAsked(tx: Tx, sealer: Sealer, texts: readonly TextFact[]): Promise<Map<TextFact, AskedBy>> {
  const quoting = texts.flatMap((t) => (t.inReplyTo === null ? [] : [t.inReplyTo]));
  const byRef = await attemptsOfRefs(tx, quoting);
  const idOf = (t: TextFact): string | null => {
    const token = t.channel === 'email' ? mailTokenIn(t.to) : null;
    if (token !== null) return sealer.attemptOfMailToken(token);
    return t.inReplyTo === null ? null : (byRef.get(t.inReplyTo) ?? null);
  };
  const named = texts.flatMap((text) => {
    const id = idOf(text);
    return id === null ? [] : [{ text, id }];
  });
  const attempts = await askedAttempts(
    tx,
    named.map((n) => n.id),
  );
  const found = new Map<TextFact, AskedBy>();
  for (const { text, id } of named) {
    const asked = attempts.get(id);
    if (asked) found.set(text, { ...asked, isTheirs: asked.addressIndex.equals(sealer.blindIndex(text.from)) });
  }
  return found;
}

/** A card's button that comes with its words alone is a button all the same, bound by the message it belongs to. */
export const buttonWords = (text: TextFact, asked: AskedBy | null): AnswerKey | null =>
  asked?.isTheirs && asked.channel === 'im' ? keyOfTitle(text.body) : null;

/** Whoever presses a button in a chat has written to us; which of them were not asked is returned. */
export async function pressedByStrangers(
  tx: Tx,
  sealer: Sealer,
  presses: readonly KeyFact[],
  now: Date,
): Promise<ReadonlySet<KeyFact>> {
  const attempts = await askedAttempts(
    tx,
    presses.map((p) => p.attemptId),
  );
  const strangers = new Set<KeyFact>();
  for (const press of presses) {
    const from = sealer.blindIndex(press.from ?? '');
    await wroteNow(tx, from, now);
    if (!attempts.get(press.attemptId)?.addressIndex.equals(from)) strangers.add(press);
  }
  return strangers;
}
