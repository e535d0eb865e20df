/** What the providers say when they are asked: reads only, nothing is sent to anybody. */
import { isStandIn, numbersOf } from '@rollcall/contracts';
import { NoAnswer, RefusedByProvider, Transport } from '../transport.js';
import { clientOn } from '../twilio.js';
import { type Finding, look, refuse, well } from './finding.js';
import type { Settings } from './settings.js';

const timeoutMs = 10_000;

/** By the official client: what it asks is what the published API has. */
export async function askTwilio(s: Settings): Promise<Finding[]> {
  const transport = new Transport({
    timeoutMs,
    ...(s.TWILIO_API_BASE_URL ? { baseUrl: s.TWILIO_API_BASE_URL } : {}),
  });
  const client = clientOn(transport, s);
  try {
    const findings = accountFindings(await client.api.v2010.accounts(s.TWILIO_ACCOUNT_SID).fetch());
    for (const phoneNumber of numbersOf(s)) {
      const [number] = await client.incomingPhoneNumbers.list({ phoneNumber, limit: 1 });
      findings.push(...numberFindings(number, s.PUBLIC_URL));
    }
    if (s.TWILIO_MESSAGING_SERVICE_SID && !isStandIn(s.TWILIO_API_BASE_URL))
      findings.push(...serviceFindings(await client.messaging.v1.services(s.TWILIO_MESSAGING_SERVICE_SID).fetch()));
    else
      findings.push(
        look('the number is registered with the carriers (10DLC, toll-free): unregistered texts are dropped'),
      );
    return findings;
  } catch (error) {
    return [refuse(`Twilio ${reasonOf(error)}`)];
  } finally {
    await transport.close();
  }
}

function accountFindings({ status, type }: { status: string; type: string }): Finding[] {
  const findings: Finding[] = [];
  if (status !== 'active') findings.push(refuse('the Twilio account is not active: everything would be dropped'));
  if (type === 'Trial')
    findings.push(refuse('the Twilio account is a trial: it reaches verified numbers only, and says so in every call'));
  return findings.length > 0 ? findings : [well('the Twilio account is active and no trial')];
}

interface OwnNumber {
  capabilities: { sms?: boolean; voice?: boolean };
  smsUrl: string;
  voiceUrl: string;
}

function numberFindings(number: OwnNumber | undefined, publicUrl: string): Finding[] {
  if (!number) return [refuse('a number of TWILIO_FROM_NUMBER is not of this account: nothing could be sent from it')];
  const base = publicUrl.replace(/\/$/, '');
  const findings: Finding[] = [];
  if (number.capabilities.sms === false) findings.push(refuse('a number of TWILIO_FROM_NUMBER cannot text'));
  if (number.capabilities.voice === false) findings.push(refuse('a number of TWILIO_FROM_NUMBER cannot call'));
  if (number.smsUrl !== `${base}/twilio/inbound/messages`)
    findings.push(
      refuse('texts to our number do not come to us: no patient could answer, and STOP would not be heard'),
    );
  if (number.voiceUrl !== `${base}/twilio/inbound/calls`)
    findings.push(refuse('calls to our number do not come to us: who calls back would reach nobody'));
  return findings.length > 0 ? findings : [well('the number can call and text, and answers come to us')];
}

const serviceFindings = ({ usAppToPersonRegistered }: { usAppToPersonRegistered: boolean }): Finding[] =>
  usAppToPersonRegistered === false
    ? [refuse('the messaging service is not registered for US texts: carriers drop them')]
    : [well('the messaging service is there')];

export async function askSendGrid(s: Settings): Promise<Finding[]> {
  const transport = new Transport({
    timeoutMs,
    ...(s.SENDGRID_API_BASE_URL ? { baseUrl: s.SENDGRID_API_BASE_URL } : {}),
  });
  try {
    const answer = await transport.send({
      method: 'GET',
      url: new URL('https://api.sendgrid.com/v3/scopes'),
      headers: { authorization: `Bearer ${s.SENDGRID_API_KEY}` },
    });
    const { scopes = [] } = JSON.parse(answer.text) as { scopes?: string[] };
    return [
      scopes.includes('mail.send')
        ? well('the SendGrid key may send')
        : refuse('the SendGrid key may not send: no mail would go out'),
      look(
        'the sender address is verified, the event webhook points to us with signing on, click and open tracking are off',
      ),
    ];
  } catch (error) {
    return [refuse(`SendGrid ${reasonOf(error)}`)];
  } finally {
    await transport.close();
  }
}

/** Our own door, from where we stand: an unsigned request must be turned away by it. */
export async function askGateway(s: Settings): Promise<Finding[]> {
  try {
    const { status } = await fetch(`${s.PUBLIC_URL.replace(/\/$/, '')}/twilio/inbound/messages`, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return [
      status === 403
        ? well('PUBLIC_URL leads to the gateway, and it turns away who does not sign')
        : refuse(`PUBLIC_URL answers ${status} to an unsigned webhook: it is not our gateway`),
    ];
  } catch {
    return [refuse('PUBLIC_URL cannot be reached: no answer of a patient would arrive')];
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof RefusedByProvider)
    return error.status === 401 || error.status === 403
      ? 'refuses the credentials: nothing would be sent'
      : `answers ${error.status}`;
  return error instanceof NoAnswer ? 'cannot be reached' : 'answers something nobody understands';
}
