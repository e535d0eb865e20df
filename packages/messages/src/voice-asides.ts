/** What is said in calls beside the conversation itself: to callers, to the practice's own people, and when we are down. */
import type { AnswerKey, Conversation, Language } from '@rollcall/contracts';
import type { Catalog } from './catalog.js';
import { catalogIn, catalogOf } from './language.js';
import { practiceName } from './names.js';
import { clean, spokenNumber } from './text.js';

export interface Aside {
  language: Catalog['locale'];
  voice: string;
  say: string[];
}

const aside = ({ locale, voice }: Catalog, say: readonly string[]): Aside => ({
  language: locale,
  voice,
  say: say.map(clean),
});

/** Known before anybody calls: it needs neither the database nor the conversation. `callback` is a number, or null. */
export const fallbackAside = (language: Language, callback: string | null): Aside => {
  const catalog = catalogIn(language);
  return aside(catalog, catalog.call.fallback(callback ? spokenNumber(callback) : null));
};

export const nothingForCaller = (language: Language): Aside =>
  aside(catalogIn(language), catalogIn(language).call.inbound.nothing);

/** Several people are reached on this number: whoever calls says by the birth year who they are. Names no practice. */
export const severalForCaller = (language: Language, again: boolean): Aside => {
  const { inbound, challenge } = catalogIn(language).call;
  return aside(catalogIn(language), [again ? challenge.wrong : inbound.several, ...challenge.ask]);
};

export interface Desk {
  name: string;
  callbackNumber: string;
}
export const connectingToDesk = (language: Language, desk: Desk): Aside =>
  aside(catalogIn(language), [catalogIn(language).call.inbound.desk(clean(desk.name))]);
export const deskDoesNotAnswer = (language: Language, desk: Desk): Aside =>
  aside(
    catalogIn(language),
    catalogIn(language).call.inbound.deskBusy({
      practice: clean(desk.name),
      callback: spokenNumber(desk.callbackNumber),
    }),
  );

/** In the practice's language. The reference is read letter by letter. */
export const whisperAside = (c: Conversation, language: Language, reference: string): Aside =>
  aside(
    catalogIn(language),
    catalogIn(language).call.whisper({ practice: practiceName(c), reference: [...reference].join(' ') }),
  );

export const pressInstead = (c: Conversation, key: AnswerKey): string => clean(catalogOf(c).call.pressInstead(key));
export const anotherMessage = (c: Conversation): string => clean(catalogOf(c).call.another);
