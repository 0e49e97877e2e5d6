import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { createConnectorTools } from '../../src/connectors/tools.ts';
import { type FakeMailgun, startFakeMailgun } from '../fakes/mailgun/mailgun.ts';
import { type FakeSmtp, startFakeSmtp } from '../fakes/smtp/smtp.ts';
import { openTestStore } from '../support/store.ts';
import { configOf, contextOf, standingClock } from './support.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
let smtp: FakeSmtp;
let mailgun: FakeMailgun;
let tools: ReturnType<typeof createConnectorTools>;
const action = createCatalogue().action('email', 'send_email');
const from = 'Acme <nod@acme.example>';

beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(async () => {
  await opened.drop();
});
beforeEach(async () => {
  smtp = await startFakeSmtp();
  mailgun = await startFakeMailgun({ key: 'test-key', domain: 'mg.acme.example' });
  const config = configOf({ SMTP_URL: smtp.url, MAILGUN_API_URL: mailgun.url });
  tools = createConnectorTools({ config, store: opened.store, clock: standingClock() });
});
afterEach(async () => {
  await Promise.all([tools.close(), smtp.close(), mailgun.close()]);
});

const mail = { to: 'amina@example.com', subject: 'Invoice 7', body: 'Thank you.' };
const send = (params: Record<string, unknown>, fields: Record<string, string>, key = 'one-key') =>
  action?.run?.(params as never, contextOf(tools, { fields, idempotencyKey: key }));
const overSmtp = () => ({ from, smtp_url: smtp.url });
const overMailgun = { from, mailgun_api_key: 'test-key', mailgun_domain: 'mg.acme.example' };

describe('over SMTP', () => {
  it('sends text, copies and the reply address, with a message id that stays for the same key', async () => {
    const params = {
      ...mail,
      to: 'amina@example.com, otieno@example.com',
      cc: 'boss@example.com',
      reply_to: 'desk@example.com',
    };
    const first = await send(params, overSmtp());
    const second = await send(params, overSmtp());
    const other = await send(params, overSmtp(), 'another-key');
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
    const [got] = smtp.mails;
    expect(got).toMatchObject({
      from: 'nod@acme.example',
      to: ['amina@example.com', 'otieno@example.com', 'boss@example.com'],
    });
    expect(got?.raw).toContain('Reply-To: desk@example.com');
    expect(got?.raw).toContain('Subject: Invoice 7');
    expect(got?.raw).toContain(`Message-ID: <${(first as { message_id: string }).message_id}>`);
    expect(got?.raw).toMatch(/@acme\.example>/);
  });

  it('surely did not send what the server refused', async () => {
    await expect(send({ ...mail, to: 'who@nowhere.example' }, overSmtp())).rejects.toMatchObject({
      outcome: 'not_done',
      retryable: false,
    });
    smtp.refuseNext(451, 'data');
    await expect(send(mail, overSmtp())).rejects.toMatchObject({ outcome: 'not_done', retryable: true });
    const wrong = { from, smtp_url: smtp.url.replace('test-secret', 'wrong') };
    await expect(send(mail, wrong)).rejects.toMatchObject({ outcome: 'not_done', retryable: false });
    expect(smtp.mails).toEqual([]);
  });

  it('does not know when the server hangs up after it took the text', async () => {
    smtp.dropNext();
    await expect(send(mail, overSmtp())).rejects.toMatchObject({ outcome: 'unknown', retryable: false });
    expect(smtp.mails).toHaveLength(1);
  });

  it('is not done when the server is not there', async () => {
    const { url } = smtp;
    await smtp.close();
    await expect(send(mail, { from, smtp_url: url })).rejects.toMatchObject({ outcome: 'not_done', retryable: true });
  });

  it.each([
    'smtp://127.0.0.1:25',
    'smtp://[::1]:587',
    'smtp://169.254.169.254:25',
    'smtp://mail.example.com:6379',
    'http://mail.example.com',
    'nonsense',
  ])('does not go to %s for a person', async (address) => {
    await expect(send(mail, { from, smtp_url: address })).rejects.toMatchObject({
      outcome: 'not_done',
      retryable: false,
    });
  });
});

describe('over Mailgun', () => {
  it('sends the form', async () => {
    const result = await send({ ...mail, cc: 'boss@example.com', reply_to: 'desk@example.com' }, overMailgun);
    expect(mailgun.mails).toMatchObject([
      {
        from,
        to: 'amina@example.com',
        cc: 'boss@example.com',
        subject: 'Invoice 7',
        text: 'Thank you.',
        'h:Reply-To': 'desk@example.com',
        'h:Message-Id': `<${(result as { message_id: string }).message_id}>`,
      },
    ]);
  });

  it('comes back when told to, and does not know after a 500', async () => {
    mailgun.answerNext(429, { 'retry-after': '30' });
    await expect(send(mail, overMailgun)).rejects.toMatchObject({
      outcome: 'not_done',
      retryable: true,
      retryAfterMs: 30_000,
    });
    mailgun.answerNext(500);
    await expect(send(mail, overMailgun)).rejects.toMatchObject({ outcome: 'unknown' });
    await expect(send(mail, { ...overMailgun, mailgun_api_key: 'wrong' })).rejects.toMatchObject({
      outcome: 'not_done',
      retryable: false,
    });
    await expect(send(mail, { ...overMailgun, mailgun_domain: 'x/../y' })).rejects.toMatchObject({
      outcome: 'not_done',
    });
  });
});

it.each([
  { subject: 'Hello\r\nBcc: all@example.com' },
  { to: 'amina@example.com\r\nBcc: all@example.com' },
  { to: '"a@b.c" <x@y.z>' },
  { to: '' },
  { to: Array.from({ length: 60 }, (_, at) => `p${at}@example.com`).join(',') },
  { cc: 'not an address' },
  { reply_to: 'a@b\nc' },
])('refuses %j before anything is sent', async (part) => {
  for (const fields of [overSmtp(), overMailgun]) {
    await expect(send({ ...mail, ...part }, fields)).rejects.toMatchObject({ outcome: 'not_done', retryable: false });
  }
  expect([...smtp.mails, ...mailgun.mails]).toEqual([]);
});

it('refuses a sender that would smuggle headers in', async () => {
  await expect(send(mail, { ...overMailgun, from: 'a@b.example\r\nBcc: x@y.example' })).rejects.toMatchObject({
    outcome: 'not_done',
  });
});
