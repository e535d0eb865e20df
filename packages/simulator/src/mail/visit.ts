/** A person with a browser: reads the page, presses a button of its form, follows where it leads, and answers again there. */
import { stringify } from 'node:querystring';
import type { Clock } from '@rollcall/platform';
import { type HTMLElement, parse } from 'node-html-parser';
import { pace } from '../people/pace.js';
import type { Person } from '../people/person.js';
import type { Script } from '../people/personas.js';
import type { Question } from '../people/reading.js';
import type { Courier } from '../webhooks/courier.js';

export interface Browser {
  clock: Clock;
  courier: Courier;
  signal: AbortSignal;
}
interface Page {
  url: string;
  document: HTMLElement;
}
interface Form {
  action: string;
  hidden: Record<string, string>;
  /** Value by name, of the buttons that send it. */
  buttons: { name: string; value: string }[];
}

const headers = {
  'user-agent':
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'accept-language': 'en-US,en;q=0.9',
  'sec-fetch-dest': 'document',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-site': 'cross-site',
};
const maxRedirects = 5;
/** A page that says "one moment" is looked at again so often, so much later. Real milliseconds: a server works in them. */
const maxReloads = 40;
const reloadMs = 500;
/** Nobody fills in more forms than this in one sitting. */
const maxForms = 12;

/** Answers what the page asks, and what the next one asks. Whether anything was answered. */
export async function answerPage(url: string, person: Person, script: Script, browser: Browser): Promise<boolean> {
  let page = await open(url, browser);
  let answers = 0;
  person.notes('opens the link');
  while (page !== null && answers < maxForms) {
    page = await settled(page, browser);
    const form = page && formOf(page);
    if (!page || !form) break;
    // Asked whether to send it: of course.
    if (form.buttons.some((b) => b.name === 'sure')) {
      await browser.clock.sleep(person.delay(pace.readPage, 'read page'), browser.signal);
      person.notes('presses once more on the page');
      page = await submit(form, { sure: 'yes' }, browser);
      answers += 1;
      continue;
    }
    const question = questionOf(page, form);
    const key = question && person.answer(script, question, page.document.querySelector('main')?.text ?? page.url);
    if (!key || !form.buttons.some((b) => b.value === key)) break;
    await browser.clock.sleep(person.delay(pace.readPage, 'read page'), browser.signal);
    person.notes(`presses ${key} on the page`);
    const pressed = form.buttons.find((b) => b.value === key)?.name ?? 'key';
    page = await submit(form, { [pressed]: key }, browser);
    answers += 1;
  }
  return answers > 0;
}

async function open(url: string, browser: Browser, redirects = 0): Promise<Page | null> {
  const answer = await browser.courier.carry({ method: 'GET', url, headers }, browser.signal);
  return follow(answer, url, browser, redirects);
}

async function submit(form: Form, pressed: Record<string, string>, browser: Browser): Promise<Page | null> {
  const parcel = {
    method: 'POST' as const,
    url: form.action,
    headers: {
      ...headers,
      'content-type': 'application/x-www-form-urlencoded',
      origin: 'null',
      'sec-fetch-site': 'same-origin',
    },
    body: stringify({ ...form.hidden, ...pressed }),
  };
  return follow(await browser.courier.carry(parcel, browser.signal), form.action, browser, 0);
}

async function follow(
  answer: Awaited<ReturnType<Courier['carry']>>,
  url: string,
  browser: Browser,
  redirects: number,
): Promise<Page | null> {
  if (answer === null) return null;
  if (answer.location !== null && answer.status >= 300 && answer.status < 400)
    return redirects < maxRedirects ? open(new URL(answer.location, url).toString(), browser, redirects + 1) : null;
  return { url, document: parse(answer.text) };
}

/** Looks again while the page says that new times are still looked for. */
async function settled(first: Page, browser: Browser): Promise<Page | null> {
  let page: Page | null = first;
  for (let n = 0; n < maxReloads && page?.document.querySelector('main[data-stage="pending"]'); n++) {
    await browser.clock.sleep(browser.clock.fromReal(reloadMs), browser.signal);
    page = await open(page.url, browser);
  }
  return page;
}

function formOf({ url, document }: Page): Form | null {
  const form = document.querySelector('form[method="post"]');
  if (!form) return null;
  const value = (e: HTMLElement): [string, string] => [e.getAttribute('name') ?? '', e.getAttribute('value') ?? ''];
  return {
    action: new URL(form.getAttribute('action') ?? url, url).toString(),
    hidden: Object.fromEntries(form.querySelectorAll('input[type="hidden"]').map(value)),
    buttons: form.querySelectorAll('button[name]').map((b) => {
      const [name, v] = value(b);
      return { name, value: v };
    }),
  };
}

/** Buttons 9: about the visit. Buttons 4: offered times. */
function questionOf({ document }: Page, form: Form): Question | null {
  const keys = form.buttons.map((b) => b.value);
  const kind = keys.includes('9') ? 'tell' : keys.includes('4') ? 'offer' : null;
  if (kind === null) return null;
  const language = document.querySelector('html')?.getAttribute('lang')?.startsWith('es') ? 'es' : 'en';
  return { kind, letter: '', choices: keys.filter((k) => /^[1-3]$/.test(k)), language };
}
