/** A name as each channel can carry it; null when it cannot, and the message then does without. */
import type { Conversation } from '@rollcall/contracts';
import type { Catalog } from './catalog.js';
import { segmentsOf, toGsm7 } from './gsm7.js';
import { clean, isolated } from './text.js';

export type NameForm = (name: string) => string | null;

/** Joiners, marks, quotes and signs alone are no name. */
const orNull = (name: string): string | null => (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(name) ? name : null);

/** For the page and mail in HTML, which isolate it themselves. */
export const writtenName: NameForm = (name) => orNull(clean(name));

/** For plain text. */
export const plainName: NameForm = (name) => orNull(isolated(clean(name)));

/** For a call: a voice reads the letters of its own scripts, and would name an emoji aloud. */
export const spokenName =
  ({ voiceReads }: Pick<Catalog, 'voiceReads'>): NameForm =>
  (name) => {
    const said = clean(name.replace(/\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f/gu, ''));
    const letters = said.match(/\p{L}/gu) ?? [];
    return letters.length > 0 && letters.every((l) => voiceReads.test(l)) ? said : null;
  };

/** For a text: null when its script would triple the text's cost. */
export const nameInGsm7: NameForm = (name) => {
  const gsm = toGsm7(clean(name)).trim();
  return /[\p{L}\p{N}]/u.test(gsm) && segmentsOf(gsm).encoding === 'GSM-7' ? gsm : null;
};

/** `M.`: tells two people on one phone apart, and strangers nothing. */
export const initialInGsm7: NameForm = (name) => {
  const [first] = nameInGsm7(name) ?? '';
  return first && /\p{L}/u.test(first) ? `${first.toUpperCase()}.` : null;
};

/** The same where the text is UCS-2 anyway: no script costs more than another. */
const initial: NameForm = (name) => {
  const [first] = clean(name);
  return first && /\p{L}/u.test(first) ? `${first.toLocaleUpperCase()}.` : null;
};

/** How a text of this language writes names: in full, and as an initial. */
export const textNames = ({ gsm7 }: Pick<Catalog, 'gsm7'>): { full: NameForm; initial: NameForm } =>
  gsm7 ? { full: nameInGsm7, initial: initialInGsm7 } : { full: (n) => orNull(clean(n)), initial };

/** What patients know the practice by. */
export const practiceName = (c: Conversation): string => clean(c.practice.spokenName) || clean(c.practice.name);

/**
 * The practice in a text. What GSM-7 lacks is left out (an emoji); a name with nothing in GSM-7 stays whole at the
 * price of UCS-2: carriers filter texts that do not name their sender, and patients distrust them.
 */
export function practiceInGsm7(c: Conversation): string {
  const full = practiceName(c);
  for (const name of [full, clean(c.practice.name)]) {
    const kept = [...toGsm7(name)].filter((ch) => segmentsOf(ch).encoding === 'GSM-7').join('');
    if (/[\p{L}\p{N}]/u.test(kept)) return clean(kept);
  }
  return full;
}

/** What a text has room for beside its message. */
const roomForPractice = 30;
/** A name does not end in one of these. */
const loose = /[\s,;:&\-/]+$|\s(?:and|of|for|the|at|de|del|la|el|y|e|para)$/i;

/** The first words of a long practice name: still the sender, in fewer letters. As it is when it fits. */
export function shortPractice(name: string): string {
  if (name.length <= roomForPractice) return name;
  const cut = name.slice(0, roomForPractice + 1);
  let short = cut.includes(' ') ? cut.slice(0, cut.lastIndexOf(' ')) : cut.slice(0, roomForPractice);
  while (loose.test(short)) short = short.replace(loose, '');
  return short;
}

/** The practice's number as it wrote it, without what no number has. */
export const writtenNumber = (c: Conversation): string => c.practice.callbackNumber.replace(/[^\d+().x -]/gi, '');
