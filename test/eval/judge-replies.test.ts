import { describe, expect, it } from 'vitest';
import { parseCase } from './format.ts';
import { judge } from './judge.ts';
import { draft, email, one, paid, proposed, runtime, said, transcriptOf, verdict, weekly } from './judge-support.ts';

describe('kinds of replies', () => {
  const asks = (...names: string[]) =>
    said({ kind: 'ask', text: 'Which?', missing: names.map((name) => ({ name, label: name })) });
  const act = (command: string, workflow: string | null, more = {}) =>
    said({ kind: 'act', act: { command, workflow, newName: null, needsConfirmation: false, ...more } });

  it('ask: something missing, nothing beyond', () => {
    const wants = { kind: 'ask', missing: ['to'], may_ask: ['subject'] };
    expect(verdict(wants, [asks('recipient')]).outcome).toBe('right');
    expect(verdict(wants, [asks('to', 'subject')]).outcome).toBe('right');
    expect(verdict(wants, [asks('subject')]).outcome).toBe('asked');
    expect(verdict(wants, [asks('to', 'body')]).outcome).toBe('asked');
    expect(verdict(wants, [proposed(draft({ steps: [email()] }))]).outcome).toBe('wrong');
    expect(verdict({ kind: 'ask', missing: ['time'] }, [asks('schedule')]).outcome).toBe('right');
    expect(verdict({ kind: 'ask', missing: [] }, [asks()]).outcome).toBe('right');
  });

  it('say and refuse: words only; a refusal admits it', () => {
    expect(verdict({ kind: 'say' }, [said({ text: 'Hello' })]).outcome).toBe('right');
    expect(verdict({ kind: 'say' }, [asks('to')]).outcome).toBe('asked');
    expect(verdict({ kind: 'say' }, [act('list', null)]).outcome).toBe('wrong');
    expect(verdict({ kind: 'refuse' }, [said({ text: 'I can’t order food.' })]).outcome).toBe('right');
    expect(verdict({ kind: 'refuse' }, [said({ kind: 'ask', text: 'I have no way to do that. Else?' })]).outcome).toBe(
      'right',
    );
    expect(verdict({ kind: 'refuse' }, [said({ text: 'Done.' })]).outcome).toBe('asked');
  });

  it('command: the act on the workflow, or asking to confirm it', () => {
    const wants = { kind: 'command', command: 'delete', workflow: 'Weekly report' };
    expect(verdict(wants, [act('delete', 'weekly report', { needsConfirmation: true })]).outcome).toBe('right');
    expect(verdict(wants, [act('pause', 'Weekly report')]).outcome).toBe('wrong');
    expect(verdict(wants, [act('delete', 'Monthly report')]).outcome).toBe('wrong');
    const rename = { kind: 'command', command: 'rename', workflow: 'A', new_name: 'B' };
    expect(verdict(rename, [act('rename', 'A', { newName: 'B' })]).outcome).toBe('right');
    expect(verdict(rename, [act('rename', 'A', { newName: 'C' })]).outcome).toBe('wrong');
    const cancel = { kind: 'command', command: 'cancel' };
    expect(verdict(cancel, [proposed(draft({ steps: [email()] })), act('cancel', null)]).outcome).toBe('right');
  });

  it('any_of, proposals and what the reply must say', () => {
    const monday = draft({ triggers: [weekly], steps: [email()] });
    const payment = draft({ triggers: [paid], steps: [email()] });
    const each = [{ triggers: [weekly] }, { triggers: [paid] }];
    expect(verdict({ proposals: each }, [proposed(payment), proposed(monday)]).outcome).toBe('right');
    expect(verdict({ proposals: each }, [proposed(monday)]).outcome).toBe('wrong');
    const either = {
      any_of: [
        { triggers: [weekly], reply_contains_any: ['stripe'] },
        { kind: 'ask', missing: [] },
      ],
    };
    expect(verdict(either, [proposed(monday, { text: 'Next: the Stripe one.' })]).outcome).toBe('right');
    expect(verdict(either, [proposed(monday)]).outcome).toBe('wrong');
    expect(verdict(either, [asks('x')]).outcome).toBe('right');
  });

  it('accept limits the first reply; side effects fail everything', () => {
    const right = proposed(draft({ steps: [email()] }));
    expect(verdict(one({}), [right], { accept: ['ask'] }).outcome).toBe('wrong');
    expect(verdict(one({}), [right]).outcome).toBe('right');
    const the = parseCase({ id: 'x', timezone: 'UTC', turns: ['x'], expect: one({}) });
    expect(judge(the, transcriptOf([right], { effects: ['a run'] }), runtime).outcome).toBe('wrong');
  });
});
