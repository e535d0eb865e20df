/** What the providers say when they are asked: reads only, nothing is sent to anybody. */
import { isStandIn, numbersOf } from '@rollcall/contracts';
import { NoAnswer, RefusedByProvider, Transport } from '../transport.js';
import { type Finding, look, refuse, well } from './finding.js';
import type { Settings } from './settings.js';

const timeoutMs = 10_000;

type Body = Record<string, unknown>;

export async function askTwilio(s: Settings): Promise<Finding[]> {
  const transport = new Transport({
    timeoutMs,
    ...(s.TWILIO_API_BASE_URL ? { baseUrl: s.TWILIO_API_BASE_URL } : {}),
  });
  const authorization = `Basic ${Buffer.from(`${s.TWILIO_ACCOUNT_SID}:${s.TWILIO_AUTH_TOKEN}`).toString('base64')}`;
  const get = async (url: string): Promise<Body> =>
    JSON.parse((await transport.send({ method: 'GET', url: new URL(url), headers: { authorization } })).text);
  const account = `https://api.twilio.com/2010-04-01/Accounts/${s.TWILIO_ACCOUNT_SID}`;
  try {
    const findings = accountFindings(await get(`${account}.json`));
    for (const number of numbersOf(s)) {
      const query = `PhoneNumber=${encodeURIComponent(number)}`;
      findings.push(...numberFindings(await get(`${account}/IncomingPhoneNumbers.json?${query}`), s.PUBLIC_URL));
    }
    if (s.TWILIO_MESSAGING_SERVICE_SID && !isStandIn(s.TWILIO_API_BASE_URL))
      findings.push(
        ...serviceFindings(await get(`https://messaging.twilio.com/v1/Services/${s.TWILIO_MESSAGING_SERVICE_SID}`)),
      );
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

function accountFindings({ status, type }: Body): Finding[] {
  const findings: Finding[] = [];
  if (status !== 'active') findings.push(refuse('the Twilio account is not active: everything would be dropped'));
  if (type === 'Trial')
    findings.push(refuse('the Twilio account is a trial: it reaches verified numbers only, and says so in every call'));
  return findings.length > 0 ? findings : [well('the Twilio account is active and no trial')];
}

function numberFindings(list: Body, publicUrl: string): Finding[] {
  const [number] = (list.incoming_phone_numbers ?? []) as Body[];
  if (!number) return [refuse('a number of TWILIO_FROM_NUMBER is not of this account: nothing could be sent from it')];
  const can = (number.capabilities ?? {}) as Record<string, unknown>;
  const base = publicUrl.replace(/\/$/, '');
  const findings: Finding[] = [];
  if (can.sms === false) findings.push(refuse('a number of TWILIO_FROM_NUMBER cannot text'));
  if (can.voice === false) findings.push(refuse('a number of TWILIO_FROM_NUMBER cannot call'));
  if (number.sms_url !== `${base}/twilio/inbound/messages`)
    findings.push(
      refuse('texts to our number do not come to us: no patient could answer, and STOP would not be heard'),
    );
  if (number.voice_url !== `${base}/twilio/inbound/calls`)
    findings.push(refuse('calls to our number do not come to us: who calls back would reach nobody'));
  return findings.length > 0 ? findings : [well('the number can call and text, and answers come to us')];
}

const serviceFindings = (service: Body): Finding[] =>
  service.us_app_to_person_registered === false
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
