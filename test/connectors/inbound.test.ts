import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { eventIdOf, readEvent } from '../../src/connectors/inbound.ts';
import { intasendPayment, type JsonObject } from './support.ts';

const catalogue = createCatalogue();

const trigger = (service: string | null, event: string | null) => ({ service, event });

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
