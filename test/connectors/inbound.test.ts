import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import type { InboundSpec } from '../../src/connectors/define.ts';
import { eventIdOf, parseBody, readEvent, verifySignature } from '../../src/connectors/inbound.ts';
import type { JsonObject } from './support.ts';

const secret = 'test-secret';
const body = Buffer.from('{"event":"payment.confirmed","data":{"amount":15000}}');
const hex = (raw: Buffer | string, key = secret) => createHmac('sha256', key).update(raw).digest('hex');
const catalogue = createCatalogue();

describe('X-Signature', () => {
  it('is accepted with its prefix and bare', () => {
    for (const header of [`sha256=${hex(body)}`, hex(body), hex(body).toUpperCase(), ` sha256=${hex(body)} `]) {
      expect(verifySignature(body, header, secret)).toBe(true);
    }
  });

  it.each([
    undefined,
    '',
    'sha256=',
    'sha256=abc',
    'x'.repeat(64),
    `sha1=${hex(body)}`,
    `${hex(body)}00`,
    hex(body).slice(0, 63),
  ])('is refused as %j', (header) => {
    expect(verifySignature(body, header, secret)).toBe(false);
  });

  it('is refused with another secret, and never accepted with none', () => {
    expect(verifySignature(body, hex(body, 'other'), secret)).toBe(false);
    expect(verifySignature(body, hex(body, ''), '')).toBe(false);
  });

  it('is refused when any bit of the body or of it is flipped', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(), fc.boolean(), (bytes, at, inBody) => {
        const raw = Buffer.from(bytes);
        const signature = createHmac('sha256', secret).update(raw).digest();
        const target = inBody ? raw : signature;
        const bit = at % (target.length * 8);
        target[bit >> 3] = (target[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        return !verifySignature(raw, `sha256=${signature.toString('hex')}`, secret);
      }),
      { numRuns: 2000 },
    );
  });

  it('is refused whatever else is sent', () => {
    fc.assert(
      fc.property(fc.string(), (header) => !verifySignature(body, header, secret)),
      { numRuns: 1000 },
    );
  });
});

describe('a body', () => {
  it('is an object of JSON', () => {
    expect(parseBody(body)).toEqual({ event: 'payment.confirmed', data: { amount: 15000 } });
  });

  it.each([
    '',
    'hello',
    '[]',
    '1',
    'null',
    '{"a":',
    '{"__proto__":{"polluted":1}}',
    '{"a":{"__proto__":1}}',
    '{"constructor":{"prototype":{"polluted":1}}}',
    '{"a\\u0000b":1}',
    `{"a":${'['.repeat(100)}${']'.repeat(100)}}`,
    `${'{"a":'.repeat(200_000)}`,
    `{"a":"${'x'.repeat(1_000_001)}"}`,
  ])('is not %.40j', (text) => {
    expect(parseBody(Buffer.from(text))).toBeNull();
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('is not what is no UTF-8', () => {
    expect(parseBody(Buffer.from([123, 34, 255, 34, 58, 49, 125]))).toBeNull();
  });

  it('may hold brackets in its texts', () => {
    expect(parseBody(Buffer.from(JSON.stringify({ a: '[{"'.repeat(500) })))).toBeTruthy();
  });

  it('never makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const parsed = parseBody(Buffer.from(text));
        return parsed === null || typeof parsed === 'object';
      }),
    );
  });
});

const trigger = (service: string | null, event: string | null) => ({ service, event });
const intasendPayment = {
  invoice_id: 'BRZKGPR',
  state: 'COMPLETE',
  provider: 'M-PESA',
  charges: '30.00',
  net_amount: '9970.00',
  currency: 'KES',
  value: '10000.00',
  account: '254712345678',
  api_ref: 'INV-7',
  failed_reason: null,
  challenge: 'test-challenge',
};

describe('an event', () => {
  it('of IntaSend is read, typed and cleaned of its challenge', () => {
    const read = readEvent(catalogue, [trigger('intasend', 'payment.confirmed')], intasendPayment);
    expect(read).toMatchObject({
      event: 'payment.confirmed',
      trigger: { event: 'payment.confirmed' },
      data: {
        amount: 10_000,
        currency: 'KES',
        phone: '+254712345678',
        email: null,
        reference: 'INV-7',
        invoice_id: 'BRZKGPR',
      },
    });
    expect(read?.data).not.toHaveProperty('challenge');
    const spec = catalogue.event('intasend', 'payment.confirmed');
    for (const name of Object.keys(spec?.data.shape ?? {})) expect(read?.data).toHaveProperty(name);
  });

  it.each([
    [{ state: 'FAILED', failed_reason: 'Insufficient funds' }, 'payment.failed', { reason: 'Insufficient funds' }],
    [{ state: 'PROCESSING' }, 'payment.pending', {}],
    [{ account: 'amina@example.com' }, 'payment.confirmed', { email: 'amina@example.com', phone: null }],
  ])('of IntaSend with %j', (more, event, data) => {
    const read = readEvent(catalogue, [trigger('intasend', event)], { ...intasendPayment, ...more });
    expect(read).toMatchObject({ event, data, trigger: { event } });
  });

  it('of a payout is read', () => {
    const payout: JsonObject = {
      tracking_id: 't1',
      file_id: 'f1',
      status: 'Completed',
      status_code: 'BC100',
      transactions: [{ status: 'Successful', account: '254712345678', amount: '38.00', name: 'Jane', currency: 'KES' }],
    };
    expect(readEvent(catalogue, [trigger('intasend', 'payout.completed')], payout)).toMatchObject({
      event: 'payout.completed',
      data: { amount: 38, phone: '+254712345678', name: 'Jane' },
    });
    const failed = { ...payout, transactions: [{ status: 'Failed', status_description: 'Wrong number' }] };
    expect(readEvent(catalogue, [trigger('intasend', 'payout.failed')], failed)).toMatchObject({
      event: 'payout.failed',
      data: { reason: 'Wrong number' },
    });
  });

  it('in our envelope is taken as it is, known fields typed', () => {
    const sent = { event: 'payment.confirmed', data: { amount: '15000.00', email: 'a@b.example', extra: { x: 1 } } };
    expect(readEvent(catalogue, [trigger('intasend', 'payment.confirmed')], sent)).toMatchObject({
      event: 'payment.confirmed',
      data: { amount: 15_000, email: 'a@b.example', extra: { x: 1 } },
    });
  });

  it('that no trigger waits for says its name and fits none', () => {
    const read = readEvent(catalogue, [trigger('intasend', 'payment.confirmed')], {
      ...intasendPayment,
      state: 'FAILED',
    });
    expect(read).toMatchObject({ event: 'payment.failed', trigger: null });
    const other = readEvent(catalogue, [trigger('custom', 'order.created')], { event: 'order.deleted', data: {} });
    expect(other).toMatchObject({ event: 'order.deleted', trigger: null });
  });

  it('of something of one’s own is its data, or the whole body without an envelope', () => {
    const any = [trigger('custom', '*')];
    expect(readEvent(catalogue, any, { event: 'order.created', data: { id: 7 } })).toMatchObject({ data: { id: 7 } });
    expect(readEvent(catalogue, any, { name: 'Amina', total: 5 })).toMatchObject({
      data: { name: 'Amina', total: 5 },
      trigger: any[0],
    });
    expect(readEvent(catalogue, any, { event: 'list', data: [1, 2] })).toMatchObject({ data: { value: [1, 2] } });
    expect(readEvent(catalogue, [trigger('custom', 'order.created')], { total: 5 })).toMatchObject({
      trigger: { event: 'order.created' },
    });
    expect(readEvent(catalogue, [trigger('intasend', 'payment.confirmed')], { total: 5 })).toBeNull();
  });

  it('of Calendly, Stripe and GitHub is read', () => {
    const calendly = {
      event: 'invitee.created',
      payload: {
        uri: 'https://api.calendly.com/invitees/1',
        name: 'Amina',
        email: 'amina@example.com',
        timezone: 'Africa/Nairobi',
        questions_and_answers: [{ question: 'What about?', answer: 'Prices' }],
        scheduled_event: {
          name: 'Intro call',
          start_time: '2026-12-01T06:00:00Z',
          location: { join_url: 'https://meet.example/1' },
        },
      },
    };
    expect(readEvent(catalogue, [trigger('calendly', 'meeting.scheduled')], calendly)).toMatchObject({
      event: 'meeting.scheduled',
      data: {
        name: 'Amina',
        event_name: 'Intro call',
        start_time: '2026-12-01T06:00:00Z',
        location: 'https://meet.example/1',
        notes: 'What about?: Prices',
      },
    });
    const stripe = {
      id: 'evt_1',
      type: 'payment_intent.succeeded',
      data: {
        object: {
          id: 'pi_1',
          amount_received: 1250,
          currency: 'usd',
          receipt_email: 'a@b.example',
          status: 'succeeded',
        },
      },
    };
    expect(readEvent(catalogue, [trigger('stripe', 'payment_intent.succeeded')], stripe)).toMatchObject({
      data: { amount: 12.5, currency: 'USD', email: 'a@b.example', payment_id: 'pi_1' },
    });
    const yen = { ...stripe, data: { object: { amount: 1250, currency: 'jpy' } } };
    expect(readEvent(catalogue, [trigger('stripe', 'payment_intent.succeeded')], yen)?.data.amount).toBe(1250);
    const issue = {
      action: 'opened',
      issue: {
        number: 7,
        title: 'Bug',
        html_url: 'https://github.example/7',
        user: { login: 'amina' },
        labels: [{ name: 'bug' }],
      },
      repository: { full_name: 'acme/site' },
      sender: { login: 'amina' },
    };
    expect(readEvent(catalogue, [trigger('github', 'issues.opened')], issue)).toMatchObject({
      data: { number: 7, title: 'Bug', repository: 'acme/site', author: 'amina', labels: ['bug'] },
    });
  });
});

describe('the id of a delivery', () => {
  it.each([
    ['intasend', intasendPayment, 'BRZKGPR:COMPLETE'],
    ['intasend', { event: 'payment.confirmed', data: intasendPayment }, 'BRZKGPR:COMPLETE'],
    ['intasend', { id: 'x-1' }, 'x-1'],
    ['custom', { id: 7 }, '7'],
    ['custom', { event_id: 'e-1', id: 'x' }, 'e-1'],
    ['custom', { data: { id: 7 } }, null],
    ['custom', { id: '' }, null],
    ['stripe', { id: 'evt_1', type: 'x', data: {} }, 'evt_1'],
    [null, { id: 'a' }, 'a'],
  ])('of %s %j', (service, json, wanted) => {
    expect(eventIdOf(catalogue, service, json as JsonObject)).toBe(wanted);
  });

  it('is bounded', () => {
    expect(eventIdOf(catalogue, 'custom', { id: 'x'.repeat(5000) })).toHaveLength(64);
  });
});

describe('a service’s own signature', () => {
  const now = new Date('2026-11-20T07:00:00Z');
  const t = Math.floor(now.getTime() / 1000);
  const raw = Buffer.from('{"a":1}');
  const stamped = (at: number, key = secret) =>
    `t=${at},v1=${createHmac('sha256', key).update(`${at}.${raw}`).digest('hex')}`;
  const verify = (
    service: string,
    headers: Record<string, string>,
    fields: Record<string, string>,
    json: unknown = { a: 1 },
  ) =>
    (catalogue.service(service)?.inbound as InboundSpec | undefined)?.verify?.(
      { rawBody: raw, headers, json, now },
      fields,
    );

  it.each([
    ['calendly', 'calendly-webhook-signature', 'signing_key'],
    ['stripe', 'stripe-signature', 'signing_secret'],
  ])('of %s carries a time that must be near', (service, header, field) => {
    const fields = { [field]: secret };
    expect(verify(service, { [header]: stamped(t) }, fields)).toBe(true);
    expect(
      verify(
        service,
        { [header]: `${stamped(t, 'older').replace(/^t=\d+,/, `t=${t},`)},${stamped(t).split(',')[1]}` },
        fields,
      ),
    ).toBe(true);
    for (const bad of [
      stamped(t - 301),
      stamped(t + 301),
      stamped(t, 'other'),
      stamped(t).replace('v1=', 'v0='),
      `t=${t}`,
      '',
    ]) {
      expect(verify(service, { [header]: bad }, fields)).toBe(false);
    }
    expect(verify(service, { [header]: stamped(t, '') }, {})).toBe(false);
    expect(verify(service, {}, fields)).toBe(false);
  });

  it('of GitHub is over the raw body', () => {
    const fields = { webhook_secret: secret };
    expect(verify('github', { 'x-hub-signature-256': `sha256=${hex(raw)}` }, fields)).toBe(true);
    expect(verify('github', { 'x-hub-signature-256': hex(raw) }, fields)).toBe(false);
    expect(verify('github', { 'x-hub-signature-256': `sha256=${hex(raw, 'other')}` }, fields)).toBe(false);
    expect(verify('github', { 'x-hub-signature-256': `sha256=${hex(raw, '')}` }, {})).toBe(false);
  });

  it('of IntaSend is the challenge', () => {
    const fields = { challenge: 'test-challenge' };
    expect(verify('intasend', {}, fields, intasendPayment)).toBe(true);
    expect(verify('intasend', {}, fields, { ...intasendPayment, challenge: 'test-challengE' })).toBe(false);
    expect(verify('intasend', {}, fields, {})).toBe(false);
    expect(verify('intasend', {}, {}, { challenge: '' })).toBe(false);
  });
});
