import { describe, expect, it } from 'vitest';
import { draft, email, isRight, one, paid, said, step, verdict } from './judge-support.ts';

describe('conditions', () => {
  const over = (condition?: string) => draft({ triggers: [paid], steps: [email({}, condition ? { condition } : {})] });
  const means = (...samples: [Record<string, unknown>, boolean][]) =>
    one({}, { condition: { means: samples.map(([trigger, is]) => ({ given: { trigger }, is })) } });
  const above = means([{ amount: 1000 }, false], [{ amount: 1001 }, true]);

  it('are judged by what they do, not how they are written', () => {
    expect(isRight(above, over('{{ trigger.amount > 1000 }}'))).toBe(true);
    expect(isRight(above, over('{{ !(number(trigger.data.amount) <= 1000) }}'))).toBe(true);
    expect(
      isRight(above, over('{{ trigger.body.data.amount > 1000.0 && trigger.event == "payment.confirmed" }}')),
    ).toBe(true);
    expect(isRight(above, over('{{ trigger.amount >= 1000 }}'))).toBe(false);
    expect(isRight(above, over())).toBe(false);
  });

  it('count as false where they cannot be evaluated', () => {
    expect(isRight(means([{ amount: 'many' }, false]), over('{{ trigger.amount > 1000 }}'))).toBe(true);
    expect(isRight(means([{ amount: 'many' }, true]), over('{{ trigger.amount > 1000 }}'))).toBe(false);
  });

  it('read unknown fields of the trigger as the empty string', () => {
    expect(isRight(means([{ amount: 5 }, true]), over('{{ trigger.currency == "" }}'))).toBe(true);
    expect(isRight(means([{ amount: 5 }, false]), over('{{ trigger.customer.name != "" }}'))).toBe(true);
  });

  it('include stops before the step', () => {
    const stop = step('flow.stop', {}, { condition: '{{ trigger.amount <= 1000 }}' });
    const guarded = draft({ triggers: [paid], steps: [stop, email()] });
    expect(isRight(above, guarded)).toBe(true);
    expect(isRight(one({}), guarded)).toBe(false);
    expect(isRight(one({}, { condition: { any: true, required: true } }), guarded)).toBe(true);
    expect(isRight(one({}, { condition: { any: true, required: true } }), over())).toBe(false);
    expect(isRight(one({}, { condition: { any: true } }), over())).toBe(true);
  });

  it('follow values kept by set steps', () => {
    const keep = step('flow.set', { values: { big: '{{ trigger.amount > 1000 }}' } }, { id: 'keep' });
    const of = draft({ triggers: [paid], steps: [keep, email({}, { condition: '{{ keep.values.big }}' })] });
    expect(isRight(above, of)).toBe(true);
    expect(isRight(one({}), of)).toBe(false);
  });

  describe('on outcomes of steps', () => {
    const wants = {
      steps: [
        { service: 'http' },
        {
          service: 'email',
          condition: {
            means: [
              { given: { steps: { 0: { $outcome: 'failed' } } }, is: true },
              { given: { steps: { 0: { $outcome: 'succeeded' } } }, is: false },
            ],
          },
        },
      ],
    };
    const ping = (more: Record<string, unknown> = {}) => step('http.request', { url: 'https://a.co' }, more);
    const tell = (condition: string) => email({}, { condition });

    it('know what is recorded of a failure and a success', () => {
      expect(isRight(wants, draft({ steps: [ping(), tell("{{ step_1.status == 'failed' }}")] }))).toBe(true);
      expect(isRight(wants, draft({ steps: [ping(), tell("{{ step_1.status != 'success' }}")] }))).toBe(true);
      expect(isRight(wants, draft({ steps: [ping(), tell("{{ step_1.status == 'success' }}")] }))).toBe(false);
      expect(isRight(wants, draft({ steps: [ping(), email()] }))).toBe(false);
    });

    it('skip what stands between a failure and its handler', () => {
      const between = {
        steps: [
          { service: 'http' },
          {
            service: 'slack',
            condition: { means: [{ given: { steps: { 0: { $outcome: 'failed' } } }, is: false }] },
          },
          { service: 'email', condition: { means: [{ given: { steps: { 0: { $outcome: 'failed' } } }, is: true }] } },
        ],
      };
      const slack = step('slack.send_message', { channel: '#a', message: 'x' });
      const handler = tell("{{ step_1.status == 'failed' }}");
      expect(isRight(between, draft({ steps: [ping(), slack, handler] }))).toBe(true);
      expect(isRight(between, draft({ steps: [ping({ on_error: 'continue' }), slack, handler] }))).toBe(false);
    });

    it('end the run at a failure nobody handles', () => {
      const after = {
        steps: [
          { service: 'http' },
          { service: 'email', condition: { means: [{ given: { steps: { 0: { $outcome: 'failed' } } }, is: true }] } },
        ],
      };
      expect(isRight(after, draft({ steps: [ping(), email()] }))).toBe(false);
      expect(isRight(after, draft({ steps: [ping({ on_error: 'continue' }), email()] }))).toBe(true);
    });

    it('see a skipped step as skipped, with empty outputs', () => {
      const wanted = {
        steps: [
          { service: 'http', condition: { any: true } },
          { service: 'email', condition: { means: [{ given: { trigger: { go: false } }, is: true }] } },
        ],
      };
      const skipped = ping({ condition: '{{ trigger.go }}' });
      expect(isRight(wanted, draft({ steps: [skipped, tell("{{ step_1.status == 'skipped' }}")] }))).toBe(true);
      expect(isRight(wanted, draft({ steps: [skipped, tell("{{ step_1.status == 'success' }}")] }))).toBe(false);
    });
  });

  it('none wanted: must run when all before succeeds, and must not read the trigger', () => {
    expect(isRight(one({}), over())).toBe(true);
    expect(isRight(one({}), over('{{ trigger.amount > 1 }}'))).toBe(false);
    expect(isRight(one({}), over('{{ 1 > 2 }}'))).toBe(false);
  });
});

describe('the rest of a definition', () => {
  it('compares given policy keys, lists as sets', () => {
    const of = (policy: unknown) => draft({ policy, steps: [email()] });
    const phones = ['+254711222333', '+254700000001'];
    expect(isRight({ policy: { max_withdraw_amount: 5000 } }, of({ max_withdraw_amount: 5000, currency: 'KES' }))).toBe(
      true,
    );
    expect(isRight({ policy: { max_withdraw_amount: 5000 } }, of({}))).toBe(false);
    expect(
      isRight({ policy: { allowed_phone_numbers: phones } }, of({ allowed_phone_numbers: phones.toReversed() })),
    ).toBe(true);
    expect(isRight({ policy: { allowed_phone_numbers: phones } }, of({ allowed_phone_numbers: phones.slice(1) }))).toBe(
      false,
    );
  });

  it('compares the name ignoring case', () => {
    const of = (name: string) => draft({ name, steps: [email()] });
    expect(isRight({ name_any: ['Backup nudge'] }, of('backup  Nudge'))).toBe(true);
    expect(isRight({ name_any: ['Backup nudge'] }, of('Backup'))).toBe(false);
  });

  it('knows when it would act, guards included', () => {
    const wants = {
      triggers: [{ type: 'schedule', schedule_timezone: 'Africa/Nairobi' }],
      steps: [{ service: 'email', condition: { any: true } }],
      runs_at: [
        { at: '2026-11-27T17:00', is: true },
        { at: '2026-11-20T17:00', is: false },
        { at: '2027-02-26T17:00', is: true },
        { at: '2027-01-22T17:00', is: false },
        { at: '2026-11-26T17:00', is: false },
      ],
    };
    const of = (schedule_cron: string, condition?: string) =>
      draft({
        triggers: [{ type: 'schedule', schedule_cron, schedule_timezone: 'Africa/Nairobi' }],
        steps: [email({}, condition ? { condition } : {})],
      });
    expect(isRight(wants, of('0 17 * * 5L'))).toBe(true);
    expect(isRight(wants, of('0 17 * * 5'))).toBe(false);
    expect(isRight(wants, of('0 17 22-31 * 5'))).toBe(false);
    expect(isRight(wants, of('0 17 * * 5', '{{ int(trigger.date.substring(8, 10)) > 24 }}'))).toBe(true);
  });

  it('must pass the check of the product', () => {
    const definition = draft({ steps: [email()] });
    const findings = [{ path: 'steps[0]', code: 'unknown_action', message: 'No such action.' }];
    expect(verdict({}, [said({ kind: 'propose', drafts: [{ definition, findings }] })]).outcome).toBe('wrong');
  });
});
