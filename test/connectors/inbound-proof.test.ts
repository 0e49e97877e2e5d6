import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import type { InboundSpec } from '../../src/connectors/define.ts';
import { parseBody, verifySignature } from '../../src/connectors/inbound.ts';
import { intasendPayment } from './support.ts';

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
