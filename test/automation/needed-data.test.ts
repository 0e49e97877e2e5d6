import { describe, expect, it } from 'vitest';
import type { Definition } from '../../src/automation/definition.ts';
import { neededData } from '../../src/automation/needed-data.ts';

const webhook = { type: 'webhook' as const, service: 'intasend', event: 'payment.confirmed', config: {} };
const definition = (more: Partial<Definition> = {}): Definition => ({
  name: 'Invoice on payment',
  description: '',
  policy: {},
  triggers: [webhook],
  steps: [
    {
      id: 'mail',
      service: 'email',
      action: 'send_email',
      params: { to: '{{ trigger.email }}', body: 'Paid {{ trigger.amount }} at {{ trigger.date }}, {{ run.id }}' },
      condition: '{{ trigger.amount > 1000 }}',
    },
  ],
  ...more,
});

describe('what a run by hand lacks', () => {
  it('is what its steps read of the event and nobody gave, each once', () => {
    expect(neededData(definition(), {})).toEqual(['email', 'amount']);
    expect(neededData(definition(), { amount: 5 })).toEqual(['email']);
    expect(neededData(definition(), { amount: 5, email: 'a@b.example' })).toEqual([]);
  });

  it('is nothing for what also runs without an event', () => {
    expect(neededData(definition({ triggers: [webhook, { type: 'manual' }] }), {})).toEqual([]);
    expect(neededData(definition({ triggers: [] }), {})).toEqual([]);
  });

  it('is not what may be missing, nor what cannot be read', () => {
    const [step] = definition().steps;
    if (!step) throw new Error('no step');
    const reading = (params: Record<string, string>) =>
      neededData(definition({ steps: [{ id: step.id, service: step.service, action: step.action, params }] }), {});
    expect(reading({ to: '{{ trigger.?email.orValue("x") }}' })).toEqual([]);
    expect(reading({ to: '{{ broken' })).toEqual([]);
  });
});
