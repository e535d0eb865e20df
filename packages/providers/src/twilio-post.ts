/**
 * The one request that is made for each patient: a message or a call is asked for, and of the answer only its sid is needed.
 * The official client makes it too, through three URLs, the names of the system it runs on and an object of all that was
 * answered: as much CPU again as the request itself (measured). What is asked now and then stays the client's.
 */
import { stringify } from 'node:querystring';
import type { TwilioSettings } from '@rollcall/contracts';
import type { Twilio } from 'twilio';
import type { Transport } from './transport.js';

/** Parameters by Twilio's names; what is undefined is left out, and lists are repeated. */
export type Form = Record<string, string | number | readonly string[] | undefined>;

/** Posts to a list of the account; returns the new one's sid. Throws as the transport does. */
export type PostNew = (list: 'Messages' | 'Calls', form: Form) => Promise<string | undefined>;

export function twilioPost(
  { TWILIO_ACCOUNT_SID: account, TWILIO_AUTH_TOKEN: token }: TwilioSettings,
  client: Twilio,
  transport: Transport,
): PostNew {
  const { protocol, hostname } = new URL(client.api.baseUrl);
  // The client knows the region and edge of its environment.
  const host = `${protocol}//${client.getHostname(hostname, client.edge, client.region)}`;
  const urls = {
    Messages: new URL(`/2010-04-01/Accounts/${account}/Messages.json`, host),
    Calls: new URL(`/2010-04-01/Accounts/${account}/Calls.json`, host),
  };
  const headers = {
    authorization: `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`,
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
  };
  return async (list, form) => {
    const given = Object.fromEntries(Object.entries(form).filter(([, value]) => value !== undefined));
    const { text } = await transport.send({
      method: 'POST',
      url: urls[list],
      headers,
      body: stringify(given as never),
    });
    return (JSON.parse(text) as { sid?: string }).sid;
  };
}
