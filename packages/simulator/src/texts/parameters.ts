/** The parameters of message webhooks, by the names seen in real ones. */
import type { Params } from '../webhooks/twilio.js';
import type { Message } from './message.js';

const channelOf = (address: string): string | null => /^([a-z]+):/.exec(address)?.[1] ?? null;
const twoDigits = (n: number): string => String(n).padStart(2, '0');
/** `YYMMDDhhmm`, UTC. */
const receiptDate = (d: Date): string =>
  [d.getUTCFullYear() % 100, d.getUTCMonth() + 1, d.getUTCDate(), d.getUTCHours(), d.getUTCMinutes()]
    .map(twoDigits)
    .join('');

export function statusParameters(m: Message, now: Date): Params {
  const channel = channelOf(m.to);
  const final = m.status === 'delivered' || m.status === 'undelivered';
  return {
    MessageSid: m.sid,
    SmsSid: m.sid,
    MessageStatus: m.status,
    SmsStatus: m.status,
    From: m.from,
    To: m.to,
    ...(m.messagingServiceSid ? { MessagingServiceSid: m.messagingServiceSid } : {}),
    ...(m.errorCode ? { ErrorCode: m.errorCode } : {}),
    ...(channel
      ? { ChannelPrefix: channel, ChannelInstallSid: 'XE00000000000000000000000000000000' }
      : final
        ? { RawDlrDoneDate: receiptDate(now) }
        : {}),
    ...(channel && m.errorCode ? { ChannelStatusMessage: 'The channel could not deliver the message' } : {}),
    ...(m.status === 'read' ? { EventType: 'READ' } : {}),
  };
}

export interface Spoken {
  sid: string;
  from: string;
  to: string;
  body: string;
  button?: { payload: string; text: string; repliesTo: Message };
}

export function inboundParameters(s: Spoken): Params {
  const channel = channelOf(s.from);
  const shared: Params = {
    MessageSid: s.sid,
    SmsSid: s.sid,
    SmsMessageSid: s.sid,
    SmsStatus: 'received',
    From: s.from,
    To: s.to,
    Body: s.body,
    NumMedia: '0',
    NumSegments: '1',
  };
  if (channel === null) return { ...shared, ...geography('From'), ...geography('To') };
  const waId = s.from.replace(/\D/g, '');
  return {
    ...shared,
    WaId: waId,
    ProfileName: 'Patient',
    MessageType: s.button ? 'button' : 'text',
    Forwarded: 'false',
    FrequentlyForwarded: 'false',
    ReferralNumMedia: '0',
    ChannelMetadata: JSON.stringify({ type: channel, data: { context: { ProfileName: 'Patient', WaId: waId } } }),
    ...(s.button
      ? {
          ButtonText: s.button.text,
          ButtonPayload: s.button.payload,
          OriginalRepliedMessageSid: s.button.repliesTo.sid,
          OriginalRepliedMessageSender: s.button.repliesTo.from,
        }
      : {}),
  };
}

export const geography = (who: 'From' | 'To' | 'Caller' | 'Called'): Params => ({
  [`${who}City`]: '',
  [`${who}State`]: 'NY',
  [`${who}Zip`]: '',
  [`${who}Country`]: 'US',
});
