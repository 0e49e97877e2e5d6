import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createCatalogue, SERVICES } from '../../src/connectors/catalogue.ts';
import type { ActionSpec } from '../../src/connectors/define.ts';
import { paramMeta } from '../../src/connectors/params.ts';

const catalogue = createCatalogue();

const NAMES = `payment create_payment_link withdraw create_invoice refund payment_status
quickbooks create_invoice create_customer
email send_email
whatsapp send_whatsapp
slack send_message
sms send_sms
travel search_flights search_hotels book_hotel book_travel_item
calendly schedule_meeting list_meetings
calendar create_event list_events
search search_info
reminder set_reminder
http request
llm generate summarise extract classify agent
data transform analyse
image generate
sheets append_row read_rows
notion create_page
github create_issue
jira create_issue
trello create_card
hubspot create_contact
airtable create_record
stripe create_payment_link refund
rss read
weather forecast
mcp call_tool
flow wait approve set stop ask run_workflow loop`
  .split('\n')
  .map((line) => line.split(' '));

/** A believable value of a parameter, by what it says it is. */
function example(schema: z.ZodType): unknown {
  const meta = paramMeta(schema);
  const tries: unknown[] = [
    { email: 'amina@example.com', phone: '+254712345678', url: 'https://example.com', money: 1200, number: 3 }[
      meta?.kind as string
    ],
    { currency: 'KES', duration: '3d', date: 'in 7 days', channel: '#ops', boolean: true }[meta?.kind as string],
    'GET',
    'count',
    'words',
    ['a'],
    { a: 1 },
    1,
  ];
  return tries.find((value) => value !== undefined && schema.safeParse(value).success);
}

function examples(action: ActionSpec): Record<string, unknown> {
  return Object.fromEntries(Object.entries(action.params.shape).map(([name, schema]) => [name, example(schema)]));
}

describe('the catalogue', () => {
  it('declares every service and action of the design by its canonical name', () => {
    for (const [service, ...actions] of NAMES) {
      for (const action of actions)
        expect(catalogue.action(service ?? '', action), `${service}.${action}`).not.toBeNull();
    }
    expect(catalogue.actions()).toHaveLength(NAMES.reduce((sum, line) => sum + line.length - 1, 0));
  });

  it('reads aliases and writes canonical names', () => {
    expect(catalogue.service('intersend')?.service).toBe('intasend');
    expect(catalogue.service('InterSend')?.service).toBe('intasend');
    expect(catalogue.service('nothing')).toBeNull();
    expect(catalogue.event('intersend', 'payment.confirmed')?.event).toBe('payment.confirmed');
    expect(catalogue.event('custom', 'order.created')?.event).toBe('*');
  });

  it('refuses two services of one name', () => {
    expect(() => createCatalogue([...SERVICES, { ...SERVICES[0], aliases: [] } as never])).toThrow(/payment/);
  });

  it('suggests the nearest names', () => {
    expect(catalogue.suggestions('email.send_mail')[0]).toBe('email.send_email');
    expect(catalogue.suggestions('create_invoce')).toContain('payment.create_invoice');
    expect(catalogue.suggestions('zzzzqq')).toEqual([]);
  });

  it.each(catalogue.actions().map((action) => [`${action.service}.${action.action}`, action] as const))(
    '%s rehearses without effect, the same every time, and says so in words',
    (_name, action) => {
      const params = action.params.parse(examples(action));
      const context = { timeZone: 'Africa/Nairobi', currency: 'KES', now: '2026-11-20T07:00:00.000Z' };
      const result = action.simulate(params, context);
      expect(action.result.safeParse(result).success).toBe(true);
      expect(action.simulate(params, context)).toEqual(result);
      const written = params as Parameters<ActionSpec['describe']>[0];
      expect(action.describe(written)).toMatch(/\S/);
      expect(action.describe({})).not.toMatch(/undefined|NaN|\[object/);
      expect(action.report(written, result as Parameters<ActionSpec['report']>[1])).not.toMatch(
        /undefined|NaN|\[object/,
      );
    },
  );

  it.each(catalogue.actions().map((action) => [`${action.service}.${action.action}`, action] as const))(
    '%s names each required parameter and how it is asked for',
    (_name, action) => {
      for (const [name, schema] of Object.entries(action.params.shape)) {
        const meta = paramMeta(schema);
        expect(meta, name).not.toBeNull();
        const required = !schema.safeParse(undefined).success;
        if (required && action.service !== 'flow') expect(meta?.ask ?? meta?.suggest, name).toBeTruthy();
      }
      for (const [name, schema] of Object.entries(action.result.shape)) expect(paramMeta(schema), name).not.toBeNull();
      expect(() => z.toJSONSchema(action.params, { io: 'input' })).not.toThrow();
    },
  );

  it('gives samples that are of the shape each event declares', () => {
    for (const service of catalogue.services) {
      for (const event of service.events) {
        expect(event.data.safeParse(event.sample).success, `${service.service} ${event.event}`).toBe(true);
      }
    }
  });

  it('says who gets messages and what is spent', () => {
    const email = catalogue.action('email', 'send_email');
    expect(email?.recipients?.({ to: 'a@x.com, b@x.com', cc: 'c@x.com' })).toEqual(['a@x.com', 'b@x.com', 'c@x.com']);
    const withdraw = catalogue.action('payment', 'withdraw');
    expect(withdraw?.spend?.({ amount: 5000, currency: 'KES', phone: '+254712345678' })).toEqual({
      amount: 5000,
      currency: 'KES',
      payee: '+254712345678',
    });
    expect(withdraw?.spend?.({ amount: '{{ trigger.amount }}' })).toBeNull();
    for (const action of catalogue.actions()) {
      if (action.effect === 'money') expect(action.spend, action.action).toBeDefined();
    }
  });
});
