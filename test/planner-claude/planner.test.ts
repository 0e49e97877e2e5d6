import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, text } from '../fakes/anthropic/answers.ts';
import { type FakeAnthropic, startFakeAnthropic } from '../fakes/anthropic/server.ts';
import { inputOf, lastTurn, plannerOn, proposal, wireDefinition, wireStep } from './support.ts';

let fake: FakeAnthropic;
beforeEach(async () => {
  fake = await startFakeAnthropic();
});
afterEach(async () => {
  await fake.stop();
});

describe('what a turn ends in', () => {
  it('proposes a definition that passes the check', async () => {
    const { planner, usage } = plannerOn(fake);
    fake.script(
      call(
        'propose_workflow',
        proposal(wireDefinition(), { assumptions: ['At 08:00', ' '], note: ' Next: the other one. ' }),
      ),
    );
    const reply = await planner(inputOf({ who: { workspace: 'ws_1', user: 'usr_1', thread: 'web:1' } }));
    expect(reply).toMatchObject({
      kind: 'propose',
      assumptions: ['At 08:00'],
      text: 'Next: the other one.',
      definition: {
        name: 'Happy Monday',
        triggers: [{ type: 'schedule', schedule_cron: '0 8 * * 1', schedule_timezone: 'Africa/Nairobi' }],
        steps: [{ id: 'step_1', service: 'slack', params: { channel: '#team', message: 'Happy Monday' } }],
      },
    });
    expect(reply).not.toHaveProperty('workflow');
    expect(usage).toMatchObject([
      { model: 'claude-sonnet-5-5', stopReason: 'tool_use', who: { workspace: 'ws_1', user: 'usr_1' } },
    ]);
    expect(usage[0]?.requestId).toMatch(/^req_/);
    expect(usage[0]?.usage.output_tokens).toBeGreaterThan(0);
  });

  it('keeps literal types, templates, loops, needs and limits', async () => {
    const steps = [
      wireStep('sheets', 'read_rows', { spreadsheet: 'Debtors' }),
      wireStep(
        'payment',
        'withdraw',
        { phone: '+254712345678' },
        {
          id: 'step_2',
          params: [
            { key: 'amount', value: '20000', kind: 'json' },
            { key: 'phone', value: '+254712345678', kind: 'text' },
          ],
          needs: [],
          retry_attempts: 4,
          timeout: '2m',
        },
      ),
      wireStep(
        'whatsapp',
        'send_whatsapp',
        { phone: '{{ item.phone }}', message: 'Hi {{ item.name }}' },
        {
          id: 'step_3',
          needs: ['step_1'],
          for_each: '{{ step_1.rows }}',
          condition: '{{ step_1.count > 0 }}',
          on_error: 'continue',
        },
      ),
    ];
    const limits = {
      ...wireDefinition().policy,
      max_withdraw_amount: 20_000,
      allowed_phone_numbers: ['+254712345678'],
    };
    const { planner } = plannerOn(fake);
    fake.script(call('propose_workflow', proposal(wireDefinition({ steps, policy: limits }))));
    const reply = await planner(inputOf({ check: () => [] }));
    expect(reply).toMatchObject({
      kind: 'propose',
      definition: {
        policy: { max_withdraw_amount: 20_000, allowed_phone_numbers: ['+254712345678'] },
        steps: [
          { id: 'step_1' },
          { params: { amount: 20_000 }, needs: [], retry: { attempts: 4 }, timeout: '2m' },
          {
            for_each: '{{ step_1.rows }}',
            needs: ['step_1'],
            on_error: 'continue',
            condition: '{{ step_1.count > 0 }}',
          },
        ],
      },
    });
    if (reply.kind !== 'propose') throw new Error('no proposal');
    expect(reply.definition.policy).not.toHaveProperty('daily_spend_limit');
    expect(reply.definition.steps[0]).not.toHaveProperty('needs');
  });

  it('asks with options and what is missing', async () => {
    const { planner } = plannerOn(fake);
    const missing = [{ name: 'to', label: 'who gets it' }];
    fake.script(call('ask_user', { question: 'Who should get it?', options: ['Me', '', 'a', 'b', 'c', 'd'], missing }));
    expect(await planner(inputOf())).toEqual({
      kind: 'ask',
      text: 'Who should get it?',
      options: ['Me', 'a', 'b', 'c'],
      missing,
    });
  });

  it('says what comes without a tool', async () => {
    const { planner } = plannerOn(fake);
    fake.script(text("I can't order food: I know no service for that."));
    const seen: string[] = [];
    const reply = await planner(inputOf({ onProgress: (words) => void seen.push(words) }));
    expect(reply).toEqual({ kind: 'say', text: "I can't order food: I know no service for that." });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toBe(reply.text);
  });
});

describe('repairs', () => {
  const bad = wireDefinition({ steps: [wireStep('slack', 'shout', { channel: '#team' })] });

  it('feeds the findings back and takes the repaired one', async () => {
    const { planner, usage } = plannerOn(fake);
    fake.script(call('propose_workflow', proposal(bad)), call('propose_workflow', proposal()));
    expect(await planner(inputOf())).toMatchObject({ kind: 'propose' });
    const [result] = lastTurn(fake.requests[1]);
    expect(result).toMatchObject({ type: 'tool_result', is_error: true });
    expect(result?.content).toContain('unknown_action');
    expect(usage).toHaveLength(2);
  });

  it('counts broken JSON and repeated keys as findings', async () => {
    const { planner } = plannerOn(fake);
    const params = [
      { key: 'channel', value: '#team', kind: 'text' },
      { key: 'channel', value: '#other', kind: 'text' },
      { key: 'message', value: '{nope', kind: 'json' },
      { key: '__proto__', value: '{}', kind: 'json' },
    ];
    const broken = wireDefinition({ steps: [wireStep('slack', 'send_message', {}, { params })] });
    fake.script(call('propose_workflow', proposal(broken)), text('Sorry.'));
    await planner(inputOf());
    const content = String(lastTurn(fake.requests[1])[0]?.content);
    expect(content).toContain('"steps[0].params.channel"');
    expect(content).toContain('"steps[0].params.message"');
    expect(content).toContain('__proto__');
  });

  it('says in plain words what could not be built after three repairs', async () => {
    const { planner } = plannerOn(fake);
    fake.script(...Array.from({ length: 4 }, () => call('propose_workflow', proposal(bad))));
    const reply = await planner(inputOf());
    expect(reply.kind).toBe('say');
    expect(reply.text).toContain('shout');
    expect(reply.text).not.toContain('unknown_action');
    expect(fake.requests).toHaveLength(4);
  });

  it('stops after six calls', async () => {
    const { planner } = plannerOn(fake);
    fake.script(...Array.from({ length: 8 }, () => call('list_workflows', { query: '' })));
    expect(await planner(inputOf())).toMatchObject({ kind: 'say' });
    expect(fake.requests).toHaveLength(6);
  });
});
