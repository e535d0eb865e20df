#!/usr/bin/env node
// Prints an environment for docker compose: .env.example with fresh secrets of our own in it.
//   node infra/docker/new-env.mjs > .env               credentials of Twilio and SendGrid are left for you to fill in
//   node infra/docker/new-env.mjs --simulate > .env    made-up credentials, and the simulator in the providers' place
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

const key = () => randomBytes(32).toString('base64');
const values = {
  POSTGRES_PASSWORD: randomBytes(24).toString('hex'),
  ADMIN_TOKEN: randomBytes(24).toString('base64url'),
  ENCRYPTION_KEYS: `k1:${key()},index:${key()}`,
};

if (process.argv.includes('--simulate')) {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  Object.assign(values, {
    TWILIO_ACCOUNT_SID: `AC${randomBytes(16).toString('hex')}`,
    TWILIO_AUTH_TOKEN: randomBytes(16).toString('hex'),
    TWILIO_FROM_NUMBER: '+15005550006',
    TWILIO_API_BASE_URL: 'http://simulator:8082',
    SENDGRID_API_KEY: `SG.${randomBytes(24).toString('base64url')}`,
    SENDGRID_FROM: 'messages@rollcall.example',
    SENDGRID_REPLY_TO: 'answers@rollcall.example',
    SENDGRID_API_BASE_URL: 'http://simulator:8082',
    SENDGRID_WEBHOOK_PUBLIC_KEY: pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    SENDGRID_WEBHOOK_PRIVATE_KEY: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    PUBLIC_URL: 'http://gateway:8081',
    COMPOSE_PROFILES: 'simulate',
  });
}

const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
const set = new Set();
const lines = example.map((line) => {
  const name = /^(?:# )?([A-Z_]+)=/.exec(line)?.[1];
  if (!name || values[name] === undefined || set.has(name)) return line;
  set.add(name);
  return `${name}=${values[name]}`;
});
for (const [name, value] of Object.entries(values)) if (!set.has(name)) lines.push(`${name}=${value}`);
process.stdout.write(`${lines.join('\n')}\n`);
