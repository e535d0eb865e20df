/** Keys and credentials of an embedded installation: made once, kept readable for their owner only. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Secrets {
  adminToken: string;
  encryptionKeys: string;
  twilioSid: string;
  twilioToken: string;
  sendGridKey: string;
  /** Base64 DER: SPKI and PKCS 8. */
  webhookPublicKey: string;
  webhookPrivateKey: string;
}

export function secretsOf(dir: string): Secrets {
  const file = join(dir, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const secrets: Secrets = {
    adminToken: randomBytes(24).toString('base64url'),
    encryptionKeys: `k1:${randomBytes(32).toString('base64')},index:${randomBytes(32).toString('base64')}`,
    twilioSid: `AC${randomBytes(16).toString('hex')}`,
    twilioToken: randomBytes(16).toString('hex'),
    sendGridKey: `SG.${randomBytes(24).toString('base64url')}`,
    webhookPublicKey: pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    webhookPrivateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  };
  mkdirSync(dir, { recursive: true });
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}
