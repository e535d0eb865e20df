import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sendGridEmail, twilioCaller, twilioIm, twilioSms } from '../src/index.js';
import { formOf, sendGridMail, twilioForm, twilioQuery } from './openapi.js';
import { type Asked, answer, answerJson, type Provider, startProvider } from './provider.js';
import {
  accountSid,
  attemptId,
  authToken,
  callRequest,
  imRequest,
  mailRequest,
  ourNumber,
  patient,
  sendGridConfig,
  statusCallback,
  textRequest,
  twilioConfig,
} from './senders.js';

const account = `/2010-04-01/Accounts/${accountSid}`;
const basic = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
const form = 'application/x-www-form-urlencoded';
const sid = `SM${'1'.repeat(32)}`;
const callSid = `CA${'1'.repeat(32)}`;
const serviceSid = `MG${'2'.repeat(32)}`;
const checks = {
  message: twilioForm('/Messages.json'),
  call: twilioForm('/Calls.json'),
  update: twilioForm('/Calls/{Sid}.json'),
  messages: twilioQuery('/Messages.json'),
  calls: twilioQuery('/Calls.json'),
  mail: sendGridMail(),
};

describe('what we ask of the providers', () => {
  let provider: Provider;
  beforeEach(async () => {
    provider = await startProvider();
  });
  afterEach(() => provider.close());
  const only = (): Asked => {
    expect(provider.asked).toHaveLength(1);
    return provider.asked[0] as Asked;
  };

  test('the checks know a misspelt parameter and a wrong value', () => {
    expect(checks.message({ To: patient, StatusCallBack: 'https://example.org' })).toHaveLength(1);
    expect(checks.message({ To: patient, ValidityPeriod: 'soon' })).not.toEqual([]);
    expect(checks.call({ From: ourNumber })).not.toEqual([]);
    expect(checks.messages({ DateSentAfter: 'x' })).toEqual(['DateSentAfter']);
    expect(checks.mail({ personalizations: [{ to: [{ email: 'nobody' }] }], customArgs: {} })).not.toEqual([]);
  });

  test('a text', async () => {
    provider.answer = answerJson(201, { sid, status: 'queued' });
    expect(await twilioSms(twilioConfig(provider.url)).send(textRequest)).toEqual({ kind: 'accepted', ref: sid });
    const { method, path, headers, body } = only();
    expect([method, path]).toEqual(['POST', `${account}/Messages.json`]);
    expect(headers).toMatchObject({ authorization: basic, 'content-type': form });
    expect(formOf(body)).toEqual({
      To: patient,
      From: ourNumber,
      Body: 'Reply 1',
      // Twilio reads the fragment and keeps it to itself: retry callbacks three times, whatever went wrong.
      StatusCallback: `${statusCallback}#rc=3&rp=all`,
      ValidityPeriod: '3600',
    });
    expect(checks.message(formOf(body))).toEqual([]);
  });

  test('a messaging service picks the sender, although there is a number', async () => {
    provider.answer = answerJson(201, { sid });
    const config = twilioConfig(provider.url, { TWILIO_MESSAGING_SERVICE_SID: serviceSid });
    await twilioSms(config).send(textRequest);
    const sent = formOf(only().body);
    expect(sent.MessagingServiceSid).toBe(serviceSid);
    expect(sent).not.toHaveProperty('From');
    expect(checks.message(sent)).toEqual([]);
  });

  test('words survive the way, whatever their alphabet', async () => {
    provider.answer = answerJson(201, { sid });
    const body = 'Señora Núñez & co: 100% = «sí» + 1 ✅';
    await twilioSms(twilioConfig(provider.url)).send({ ...textRequest, body });
    expect(formOf(only().body).Body).toBe(body);
  });

  test('a call', async () => {
    provider.answer = answerJson(201, { sid: callSid, status: 'queued' });
    const outcome = await twilioCaller(twilioConfig(provider.url)).place(callRequest);
    expect(outcome).toEqual({ kind: 'accepted', ref: callSid });
    const { path, headers, body } = only();
    expect(path).toBe(`${account}/Calls.json`);
    expect(headers).toMatchObject({ authorization: basic, 'content-type': form });
    expect(formOf(body)).toEqual({
      To: patient,
      From: ourNumber,
      Url: callRequest.url,
      Method: 'POST',
      StatusCallback: `${statusCallback}#rc=3&rp=all`,
      StatusCallbackMethod: 'POST',
      StatusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
      Timeout: '28',
      TimeLimit: '240',
      FallbackUrl: callRequest.fallbackUrl,
      FallbackMethod: 'POST',
      MachineDetection: 'DetectMessageEnd',
      // Told beside the call, which begins to speak at once.
      AsyncAmd: 'true',
      AsyncAmdStatusCallback: `${callRequest.detection.callback}#rc=3&rp=all`,
      AsyncAmdStatusCallbackMethod: 'POST',
    });
    // Repeated, not joined: Twilio would read one event of a strange name.
    expect(body.match(/StatusCallbackEvent=\w+/g)).toHaveLength(4);
    expect(checks.call(formOf(body))).toEqual([]);
  });

  test('a call without machine detection does not mention it', async () => {
    provider.answer = answerJson(201, { sid: callSid });
    await twilioCaller(twilioConfig(provider.url)).place({ ...callRequest, detection: null });
    const sent = formOf(only().body);
    expect(Object.keys(sent).filter((name) => /Amd|MachineDetection/.test(name))).toEqual([]);
  });

  test('a template on WhatsApp goes without a body of its own', async () => {
    provider.answer = answerJson(201, { sid });
    await twilioIm(twilioConfig(provider.url)).send(imRequest);
    const sent = formOf(only().body);
    expect(sent).toEqual({
      To: `whatsapp:${patient}`,
      From: `whatsapp:${ourNumber}`,
      ContentSid: imRequest.template.contentSid,
      ContentVariables: JSON.stringify(imRequest.template.variables),
      StatusCallback: `${statusCallback}#rc=3&rp=all`,
      ValidityPeriod: '3600',
    });
    expect(checks.message(sent)).toEqual([]);
  });

  test('an answer within the conversation goes as words', async () => {
    provider.answer = answerJson(201, { sid });
    await twilioIm(twilioConfig(provider.url)).send({ ...imRequest, template: null, body: 'Noted' });
    const sent = formOf(only().body);
    expect(sent).toMatchObject({ Body: 'Noted' });
    expect(Object.keys(sent).filter((name) => name.startsWith('Content'))).toEqual([]);
    expect(checks.message(sent)).toEqual([]);
  });

  test('a mail carries our id beside the address, and nothing that watches the reader', async () => {
    provider.answer = answer(202, '', { 'x-message-id': 'm1abc' });
    const outcome = await sendGridEmail(sendGridConfig(provider.url)).send(mailRequest);
    expect(outcome).toEqual({ kind: 'accepted', ref: 'm1abc' });
    const { method, path, headers, body } = only();
    expect([method, path]).toEqual(['POST', '/v3/mail/send']);
    expect(headers).toMatchObject({
      authorization: 'Bearer SG.a-key-for-tests-only',
      'content-type': 'application/json',
    });
    const mail: unknown = JSON.parse(body);
    expect(mail).toEqual({
      from: { email: 'practice@example.org', name: 'Main Street Clínica' },
      personalizations: [{ to: [{ email: 'patient@example.org' }], custom_args: { rid: attemptId } }],
      subject: mailRequest.subject,
      content: [
        { type: 'text/plain', value: mailRequest.text },
        { type: 'text/html', value: mailRequest.html },
      ],
      headers: {
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'OOF, AutoReply',
        'List-Unsubscribe': `<${mailRequest.unsubscribeUrl}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
      tracking_settings: {
        click_tracking: { enable: false, enable_text: false },
        open_tracking: { enable: false },
        subscription_tracking: { enable: false },
        ganalytics: { enable: false },
      },
    });
    expect(checks.mail(mail)).toEqual([]);
  });

  test('a mail that may be answered, with a calendar file, comes to an address of its own', async () => {
    provider.answer = answer(202, '', { 'x-message-id': 'm1abc' });
    const replyTo = `answers+${'0f'.repeat(16)}@in.example.org`;
    const content = 'BEGIN:VCALENDAR\r\nSUMMARY:Main Street Clínica\r\n';
    const calendars = [{ name: 'calendar.ics', content }];
    await sendGridEmail(sendGridConfig(provider.url)).send({ ...mailRequest, replyTo, calendars });
    const mail = JSON.parse(only().body);
    expect(mail.reply_to).toEqual({ email: replyTo });
    expect(mail.headers['List-Unsubscribe']).toBe(
      `<${mailRequest.unsubscribeUrl}>, <mailto:${replyTo}?subject=unsubscribe>`,
    );
    // No parameter: SendGrid refuses them, and would call the bytes of text/calendar Latin-1.
    expect(mail.attachments).toEqual([
      {
        content: Buffer.from(content, 'utf8').toString('base64'),
        filename: 'calendar.ics',
        type: 'application/ics',
        disposition: 'attachment',
      },
    ]);
    expect(checks.mail(mail)).toEqual([]);
  });

  test('our id stands with the address: the published file has the outer custom_args as text', () => {
    const { subject } = mailRequest;
    const mail = (over: object) => ({
      from: { email: 'practice@example.org' },
      personalizations: [{ to: [{ email: 'patient@example.org' }] }],
      subject,
      ...over,
    });
    const to = [{ email: 'patient@example.org' }];
    expect(checks.mail(mail({ personalizations: [{ to, custom_args: { rid: attemptId } }] }))).toEqual([]);
    expect(checks.mail(mail({ custom_args: { rid: attemptId } }))).not.toEqual([]);
    expect(checks.mail(mail({ trackingSettings: {} }))).not.toEqual([]);
    expect(checks.mail(mail({ attachments: [{ filename: 'x.ics' }] }))).not.toEqual([]);
  });

  test('what a patient reads in a mail is not told to SendGrid beside it', async () => {
    provider.answer = answer(202, '', { 'x-message-id': 'm' });
    await sendGridEmail(sendGridConfig(provider.url)).send(mailRequest);
    const { content: _content, subject: _subject, from: _from, ...rest } = JSON.parse(only().body);
    for (const name of ['categories', 'custom_args', 'asm', 'template_id', 'batch_id'])
      expect(rest).not.toHaveProperty(name);
    expect(JSON.stringify(rest)).not.toMatch(/clínica|open the page/i);
  });

  test('Messenger is answered as the page that was written to', async () => {
    provider.answer = answerJson(201, { sid });
    const to = 'messenger:1234567890';
    const config = twilioConfig(provider.url, { TWILIO_MESSENGER_FROM: 'messenger:9876543210' });
    await twilioIm(config).send({ ...imRequest, to, template: null, body: 'Noted' });
    const sent = formOf(only().body);
    expect(sent).toMatchObject({ From: 'messenger:9876543210', To: to, Body: 'Noted' });
    expect(checks.message(sent)).toEqual([]);
    // No page of ours: nothing is sent as somebody else.
    const outcome = await twilioIm(twilioConfig(provider.url)).send({ ...imRequest, to, template: null, body: 'x' });
    expect(outcome).toEqual({ kind: 'misconfigured', code: 'no_sender' });
  });

  test('two mail senders in one process keep their keys apart', async () => {
    provider.answer = answer(202, '', { 'x-message-id': 'm' });
    const one = sendGridEmail(sendGridConfig(provider.url, { SENDGRID_API_KEY: 'SG.one' }));
    const two = sendGridEmail(sendGridConfig(provider.url, { SENDGRID_API_KEY: 'SG.two' }));
    await one.send(mailRequest);
    await two.send(mailRequest);
    expect(provider.asked.map((a) => a.headers.authorization)).toEqual(['Bearer SG.one', 'Bearer SG.two']);
  });

  test('texts are looked for by number and time, and only our own of these words are found [edge case 61]', async () => {
    const message = (name: string, body: string, direction: string) => ({ sid: name, body, direction });
    provider.answer = answerJson(200, {
      messages: [
        message('ours', 'Reply 1', 'outbound-api'),
        message('theirs', 'Reply 1', 'inbound'),
        message('other', 'Reply 2', 'outbound-api'),
      ],
      next_page_uri: null,
    });
    const since = new Date('2026-11-23T13:00:00Z');
    const sms = twilioSms(twilioConfig(provider.url));
    expect(await sms.find({ to: patient, body: 'Reply 1', since })).toEqual(['ours']);
    const { method, path, query } = only();
    expect([method, path]).toEqual(['GET', `${account}/Messages.json`]);
    expect(query.get('To')).toBe(patient);
    expect(new Date(query.get('DateSent>') ?? '')).toEqual(since);
    expect(checks.messages(Object.fromEntries(query))).toEqual([]);
  });

  test('calls are looked for by number and time', async () => {
    provider.answer = answerJson(200, { calls: [{ sid: callSid }], next_page_uri: null });
    const since = new Date('2026-11-23T13:00:00Z');
    expect(await twilioCaller(twilioConfig(provider.url)).find({ to: patient, since })).toEqual([callSid]);
    const { path, query } = only();
    expect(path).toBe(`${account}/Calls.json`);
    expect(query.get('To')).toBe(patient);
    expect(new Date(query.get('StartTime>') ?? '')).toEqual(since);
    expect(checks.calls(Object.fromEntries(query))).toEqual([]);
  });

  test('a search that fails is an error, and never reads as "nothing was sent"', async () => {
    provider.answer = answer(500, '');
    const since = new Date();
    await expect(twilioSms(twilioConfig(provider.url)).find({ to: patient, body: 'x', since })).rejects.toThrow('500');
    await expect(twilioCaller(twilioConfig(provider.url)).find({ to: patient, since })).rejects.toThrow('500');
  });

  test('a call that nobody has picked up is taken back by cancelling it, which leaves one that is spoken in alone', async () => {
    provider.answer = answerJson(200, { sid: callSid, status: 'canceled' });
    await twilioCaller(twilioConfig(provider.url)).recall(callSid);
    const { method, path, body } = only();
    expect([method, path]).toEqual(['POST', `${account}/Calls/${callSid}.json`]);
    expect(formOf(body)).toEqual({ Status: 'canceled' });
    expect(checks.update(formOf(body))).toEqual([]);
  });

  test('a call is hung up by completing it', async () => {
    provider.answer = answerJson(200, { sid: callSid, status: 'completed' });
    await twilioCaller(twilioConfig(provider.url)).hangUp(callSid);
    const { method, path, body } = only();
    expect([method, path]).toEqual(['POST', `${account}/Calls/${callSid}.json`]);
    expect(formOf(body)).toEqual({ Status: 'completed' });
    expect(checks.update(formOf(body))).toEqual([]);
  });
});
