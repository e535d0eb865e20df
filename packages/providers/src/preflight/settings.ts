/** What the settings alone say: combinations with which patients would not be told, or could be told by somebody else. */
import { createPublicKey } from 'node:crypto';
import { isIP } from 'node:net';
import {
  isStandIn,
  numbersOf,
  PublicEnvironment,
  SealingEnvironment,
  SendGridEnvironment,
  type SendGridSettings,
  SendGridWebhookEnvironment,
  TwilioEnvironment,
  type TwilioSettings,
} from '@rollcall/contracts';
import { type Finding, look, refuse, well } from './finding.js';

const Settings = TwilioEnvironment.extend(SendGridEnvironment.shape)
  .extend(SendGridWebhookEnvironment.shape)
  .extend(SealingEnvironment.shape)
  .extend(PublicEnvironment.shape);
export type Settings = TwilioSettings & SendGridSettings & { PUBLIC_URL: string };

/** The settings, when they can be read at all, and what is wrong with them. */
export function checkSettings(env: Record<string, string | undefined>): {
  settings: Settings | null;
  findings: Finding[];
} {
  const given = Object.fromEntries(Object.entries(env).filter(([, v]) => v !== undefined && v !== ''));
  const read = Settings.safeParse(given);
  if (!read.success) {
    const names = [...new Set(read.error.issues.map((i) => i.path.join('.')))];
    return { settings: null, findings: names.map((n) => refuse(`${n} is missing or not right`)) };
  }
  const s = read.data;
  const findings = [
    publicAddress(s.PUBLIC_URL),
    ...['TWILIO_API_BASE_URL', 'SENDGRID_API_BASE_URL'].map((name) => provider(name, given[name])),
    ...senders(s),
    webhookKey(s.SENDGRID_WEBHOOK_PUBLIC_KEY),
    s.ENCRYPTION_KEYS.split(',').some((k) => k.startsWith('index:'))
      ? well('one of the ENCRYPTION_KEYS makes the indexes')
      : refuse('ENCRYPTION_KEYS has no key called index: nobody could be found by the number'),
    ...(Number(given.CLOCK_SPEED ?? 1) === 1 ? [] : [refuse('CLOCK_SPEED is for days that are played')]),
    ...(given.FAULT_POINT ? [refuse('FAULT_POINT is for tests that kill processes')] : []),
    ...((given.NODE_ENV ?? 'production') === 'production'
      ? []
      : [refuse('NODE_ENV is not production: no patient would be contacted')]),
  ];
  return { settings: s, findings };
}

function publicAddress(url: string): Finding {
  const { protocol, hostname, pathname } = new URL(url);
  if (protocol !== 'https:') return refuse('PUBLIC_URL is not https: what patients answer would be read by others');
  if (isIP(hostname.replace(/[[\]]/g, '')) || !hostname.includes('.') || hostname.endsWith('.example.com'))
    return refuse('PUBLIC_URL is no public name: providers and patients cannot reach it');
  if (pathname.length > 1) return refuse('PUBLIC_URL has a path: links would be longer than texts allow');
  return well('PUBLIC_URL is a public https address');
}

const provider = (name: string, url: string | undefined): Finding =>
  isStandIn(url)
    ? refuse(`${name} leads to a stand-in: everything would look sent, and no patient would be told`)
    : well(`${name} leads to the provider`);

/** Numbers that Twilio keeps for tests, and those of films. */
const nobodys = /^\+1(500555\d{4}|\d{3}55501\d{2})$/;

function senders(s: TwilioSettings): Finding[] {
  const numbers = numbersOf(s);
  const findings: Finding[] = [];
  if (numbers.length === 0) findings.push(refuse('TWILIO_FROM_NUMBER is missing: nobody could be called'));
  if (numbers.some((n) => nobodys.test(n))) findings.push(refuse('TWILIO_FROM_NUMBER is a number for tests'));
  if (findings.length === 0) findings.push(well('calls and texts have a number to come from'));
  if (!s.TWILIO_WHATSAPP_FROM) findings.push(look('TWILIO_WHATSAPP_FROM is missing: no WhatsApp'));
  return findings;
}

function webhookKey(key: string): Finding {
  try {
    const { asymmetricKeyType } = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
    if (asymmetricKeyType === 'ec') return well('SENDGRID_WEBHOOK_PUBLIC_KEY is a key');
  } catch {
    // Said below.
  }
  return refuse('SENDGRID_WEBHOOK_PUBLIC_KEY is no key of theirs: every mail event would be refused');
}
