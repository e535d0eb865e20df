/** What a button of the page says. */
import { type Conversation, comingKey } from '@rollcall/contracts';

export interface Answer {
  key?: string | undefined;
  offer?: string | undefined;
  /** Of several visits this one alone. */
  notice?: string | undefined;
}
/** One that is asked about once more, and the number of the press that led to it. */
export interface Asked extends Answer {
  press: number;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Of the buttons that the page has, about a visit or an offer of this conversation. */
export function isAnswer({ key, offer, notice }: Answer, c: Conversation): boolean {
  const keys = offer ? ['1', '2', '3', '4'] : ['1', '2', '3', comingKey, '9'];
  const own = c.notices.find((n) => n.id === notice);
  const isOfOurs = !notice || own !== undefined;
  const nothingToConfirm = key === comingKey && own?.isCorrected !== true;
  return key !== undefined && keys.includes(key) && !nothingToConfirm && (!offer || uuid.test(offer)) && isOfOurs;
}

/** All of it, in one line: what a mark is bound to. */
export const aboutOf = ({ key, offer, notice, press }: Asked): string =>
  [key, offer ?? '', notice ?? '', String(press)].join(':');
