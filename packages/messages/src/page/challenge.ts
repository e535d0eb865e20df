/** Before anything of a visit or a name is shown: the year of birth, where the practice asks for it. */
import type { Conversation } from '@rollcall/contracts';
import type { Catalog } from '../catalog.js';
import { escapeHtml } from '../html.js';
import { catalogOf } from '../language.js';
import { documentOf } from './document.js';
import { answers, type FormMarks, form } from './form.js';
import { callThePractice, heading, paragraph, practiceIn } from './parts.js';

export interface ChallengeOptions extends Omit<FormMarks, 'pass'> {
  nonce?: string;
  /** `wrong`: the year does not match. `again`: what was sent is no year, or the form was too old. */
  error?: 'wrong' | 'again';
  /** Said after a wrong one. */
  triesLeft: number;
}

export function renderPageChallenge(c: Conversation, options: ChallengeOptions): string {
  const catalog = catalogOf(c);
  const { title, challenge } = catalog.page;
  const from = title(practiceIn(c));
  const own = c.party.kind === 'patient';
  return documentOf(catalog, {
    title: options.error ? `${challenge.wrongTitle}: ${from}` : from,
    nonce: options.nonce,
    stage: 'challenge',
    body: `${heading(from, challenge.heading)}${paragraph(challenge.why)}${form(options, question(catalog, own, options))}${callThePractice(c, catalog)}`,
  });
}

function question({ page }: Catalog, own: boolean, { error, triesLeft }: ChallengeOptions): string {
  const { challenge } = page;
  const said =
    error === undefined
      ? ''
      : error === 'wrong'
        ? [challenge.wrong, ...(triesLeft > 0 ? [challenge.left(triesLeft)] : [])].join(' ')
        : challenge.noYear;
  // A form of four digits: any keyboard's digits are taken, and mistakes are explained in the page's own language.
  return `${said === '' ? '' : `<p class="note bad" role="alert" id="error">${escapeHtml(said)}</p>`}<label for="year">${escapeHtml(own ? challenge.label : challenge.labelChild)}</label><p class="hint" id="hint">${escapeHtml(challenge.hint)}</p><input id="year" name="year" dir="ltr" inputmode="numeric" maxlength="4" autocomplete="${own ? 'bday-year' : 'off'}" aria-describedby="hint${said === '' ? '' : ' error'}"${said === '' ? '' : ' aria-invalid="true"'}><button class="main">${escapeHtml(challenge.go)}</button>${answers([{ key: '9', label: page.buttons.wrongNumber }])}`;
}

/** After too many wrong years: a number to call, and the desk knows. */
export function renderPageLocked(c: Conversation, { nonce }: { nonce?: string } = {}): string {
  const catalog = catalogOf(c);
  const { title, challenge } = catalog.page;
  const practice = practiceIn(c);
  return documentOf(catalog, {
    title: title(practice),
    nonce,
    stage: 'locked',
    body: `${heading(title(practice), challenge.lockedHeading)}${paragraph(challenge.locked(practice), ' role="alert"')}${callThePractice(c, catalog)}`,
  });
}
