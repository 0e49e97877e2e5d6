import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PlatformError, type ThreadId } from '../../src/chat/types.ts';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import type { WorkflowRow } from '../../src/store/workflows.ts';
import { openTestStore } from '../support/store.ts';
import { executionRow } from './fake-automation.ts';
import { ANN, codeOf, type House, openPeople, PHONE } from './people-support.ts';
import { proposal } from './support.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
let house: House;
let dm: ThreadId;
let chat: ThreadId;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.drop());
beforeEach(async () => {
  house = await openPeople(opened.store);
  dm = house.open(house.slack, ANN);
  chat = house.open(house.whatsapp, PHONE);
  await house.say(chat, PHONE, `link ${codeOf((await house.say(dm, ANN, 'link whatsapp'))?.text)}`);
});
afterEach(() => house.close());

const open = (thread: string, about: string) => (house.card(thread, about).choices ?? []).length > 0;
const workflowNow = async (row: WorkflowRow) =>
  (await house.store.workflows
    .findOne({ _id: row._id, workspace: EVERY_WORKSPACE })
    .lean<WorkflowRow>()) as WorkflowRow;

/** A minute goes by, and whoever looks after what was left behind looks. */
async function minute(): Promise<void> {
  await house.engine.sweep();
  house.clock.advance(61_000);
  await house.engine.sweep();
  await house.settle();
}

describe('started in one, approved in the other', () => {
  beforeEach(async () => {
    house.planner.will(proposal('Weekly report'));
    await house.say(dm, ANN, 'a weekly report');
  });

  it.each(['what waits for me?', 'show my drafts', 'continue here'])(
    '“%s” shows the card with its buttons',
    async (words) => {
      await house.say(chat, PHONE, words);
      expect(house.texts(chat).at(-2)).toBe('One thing waits for you:');
      await house.tap(chat, PHONE, 'Approve', 'email send_email');
      expect(house.automation.count('approve')).toBe(1);
      expect(open(chat, 'email send_email')).toBe(false);
      expect(open(dm, 'email send_email')).toBe(false);
      expect(house.card(dm, 'email send_email').footer).toMatch(/^✅ Approved by Ann/);
      expect(await house.tap(dm, ANN, 'Approve').catch((error: Error) => error.message)).toMatch(/no choice/);
    },
  );

  it('counts a typed yes there only once the card stands there', async () => {
    await house.say(chat, PHONE, 'yes');
    expect(house.automation.count('approve')).toBe(0);
    const early = house.clock.now().toISOString();
    await house.say(chat, PHONE, 'what waits for me?');
    await house.say(chat, PHONE, 'yes', { sentAt: early });
    expect(house.automation.count('approve')).toBe(0);
    await house.say(chat, PHONE, 'ndio');
    expect(house.automation.count('approve')).toBe(1);
    expect(house.card(dm, 'email send_email').footer).toMatch(/^✅ Approved/);
  });

  it('answers the second of two taps, wherever it comes from', async () => {
    await house.say(chat, PHONE, 'what waits for me?');
    const first = house.slack.card(dm, 'email send_email');
    const second = house.whatsapp.card(chat, 'email send_email');
    const choice = (card: typeof first) => {
      const found = card.card.choices?.find((one) => one.label === 'Approve');
      return { name: found?.name ?? '', value: found?.value ?? '' };
    };
    await Promise.all([
      house.slack.tap(dm, ANN, { messageId: first.id, choice: choice(first) }),
      house.whatsapp.tap(chat, PHONE, { messageId: second.id, choice: choice(second) }),
    ]);
    await house.settle();
    expect(house.automation.count('approve')).toBe(1);
    expect([...house.texts(dm), ...house.texts(chat)].join('\n')).toMatch(/Already approved|decided already/);
  });

  it('changes it there: the new card takes the place of the old one in both', async () => {
    await house.say(chat, PHONE, 'continue here');
    house.planner.will(proposal('Weekly report at ten'));
    await house.say(chat, PHONE, 'at ten');
    expect(house.planner.asked.at(-1)?.draft?.definition.name).toBe('Weekly report');
    expect(open(dm, 'Weekly report')).toBe(false);
    expect(open(chat, 'Weekly report at ten')).toBe(true);
    await house.say(chat, PHONE, 'yes');
    expect(house.automation.count('approve')).toBe(1);
  });

  it('asks which one where several wait, and says when nothing does', async () => {
    await house.gate(await house.workflow(ANN, dm, 'Payout'));
    await house.say(chat, PHONE, 'what waits for me?');
    expect(
      house.texts(chat).filter((text) => text.includes('Two') || text.includes('2 things wait for you')),
    ).toHaveLength(1);
    const asked = await house.say(chat, PHONE, 'yes');
    expect(asked?.kind).toBe('ask');
    await house.tap(chat, PHONE, 'Go ahead', 'Pay Otieno');
    expect(house.automation.count('decide')).toBe(1);
    expect(house.texts(dm).join('\n')).toContain('✅ Approved by Ann');
    await house.tap(chat, PHONE, 'Cancel', 'email send_email');
    expect((await house.say(dm, ANN, 'what waits for me?'))?.text).toBe('Nothing waits for you.');
  });
});

describe('a question of one thread', () => {
  beforeEach(async () => {
    house.planner.will({
      kind: 'ask',
      text: 'Only above an amount?',
      options: ['Every payment', 'Only above 10,000'],
      missing: [{ name: 'amount', label: 'the amount' }],
      dialog: { sketch: 'an invoice' },
    });
    await house.say(dm, ANN, 'when a customer pays, create an invoice');
    await house.say(chat, PHONE, 'continue here');
  });

  it('is answered in the other by its options, with what was said before', async () => {
    await house.tap(chat, PHONE, 'Only above 10,000');
    const asked = house.planner.asked.at(-1);
    expect(asked?.text).toBe('Only above 10,000');
    expect(asked?.dialog).toEqual({ sketch: 'an invoice' });
    expect(asked?.history.map((line) => line.text)).toContain('when a customer pays, create an invoice');
    expect(open(dm, 'Only above an amount')).toBe(false);
    expect(open(chat, 'Only above an amount')).toBe(false);
  });

  it('is answered in the other in words', async () => {
    await house.say(chat, PHONE, 'only over 20,000');
    expect(house.planner.asked.at(-1)?.dialog).toEqual({ sketch: 'an invoice' });
    expect(open(dm, 'Only above an amount')).toBe(false);
  });
});

describe('“also tell me here”', () => {
  let workflow: WorkflowRow;
  beforeEach(async () => {
    workflow = await house.workflow(ANN, dm, 'Payout');
  });

  it('shows runs in both, and keeps them in step', async () => {
    expect((await house.say(chat, PHONE, 'also tell me here'))?.text).toBe('I tell you about “Payout” here as well.');
    const run = executionRow(await workflowNow(workflow), { startedAt: house.clock.now(), triggerType: 'webhook' });
    await house.store.executions.create(run);
    await house.engine.renderRun(run._id);
    await house.settle();
    house.clock.advance(2_000);
    await house.store.executions.updateOne(
      { _id: run._id, workspace: run.workspace },
      { $set: { status: 'failed', phase: null, errorMessage: 'It broke.' }, $inc: { dirty: 1 } },
    );
    await house.engine.renderRun(run._id);
    await house.settle();
    for (const thread of [dm, chat]) {
      expect(house.texts(thread).filter((text) => text.includes('Payout stopped'))).toHaveLength(1);
      expect(open(thread, 'It broke.')).toBe(true);
    }
    await house.tap(chat, PHONE, 'Leave it', 'It broke.');
    for (const thread of [dm, chat]) expect(open(thread, 'It broke.')).toBe(false);
  });

  it('asks gates in both: the first decision counts and is shown in all', async () => {
    await house.say(chat, PHONE, 'also tell me about payout here');
    await house.gate(await workflowNow(workflow));
    expect(open(dm, 'Pay Otieno') && open(chat, 'Pay Otieno')).toBe(true);
    await house.say(chat, PHONE, 'yes');
    expect(house.automation.count('decide')).toBe(1);
    for (const thread of [dm, chat]) {
      expect(open(thread, 'Pay Otieno')).toBe(false);
      expect(house.card(thread, 'Pay Otieno').footer).toMatch(/^✅ Approved by Ann/);
    }
  });

  it('stops where it is said, and moves the origin where that is left', async () => {
    await house.say(chat, PHONE, 'also tell me about Payout here');
    expect((await house.say(dm, ANN, "don't tell me here any more"))?.text).toBe(
      'I no longer tell you about “Payout” here; I do in WhatsApp.',
    );
    expect((await workflowNow(workflow)).createdFromRoom).toBe(chat);
    expect((await house.say(chat, PHONE, "don't tell me about payout here any more"))?.text).toMatch(
      /^This is the only place/,
    );
    const before = house.texts(dm).length;
    await house.gate(await workflowNow(workflow));
    expect(house.texts(dm)).toHaveLength(before);
  });

  it('asks which one, leaves unknown names to the planner, and has an end', async () => {
    await house.workflow(ANN, dm, 'Weekly report');
    expect((await house.say(chat, PHONE, 'also tell me here'))?.text).toBe(
      'About which one: “Weekly report”, “Payout”?'.replace('“Weekly report”, “Payout”', '“Payout”, “Weekly report”'),
    );
    await house.say(chat, PHONE, 'also tell me about sales here');
    expect(house.planner.texts.at(-1)).toBe('also tell me about sales here');
    for (let index = 0; index < 6; index++) {
      await house.say(house.open(house.slack, ANN), ANN, 'also tell me about payout here');
    }
    expect((await workflowNow(workflow)).alsoTell).toHaveLength(5);
  });

  it('adds only threads of the owner', async () => {
    const other = house.open(house.slack, { id: 'T1/U2', name: 'Bob' });
    await house.say(other, { id: 'T1/U2', name: 'Bob' }, 'also tell me about Payout here');
    expect((await workflowNow(workflow)).alsoTell ?? []).toEqual([]);
  });
});

describe('a platform that cannot be reached', () => {
  let workflow: WorkflowRow;
  let direct: string;
  beforeEach(async () => {
    workflow = await house.workflow(PHONE, chat, 'Payout');
    direct = `slack:direct-${ANN.id}`;
  });
  const asked = () =>
    (house.slack.rooms.has(`direct-${ANN.id}`) ? house.texts(direct) : []).filter((text) =>
      text.includes('Pay Otieno'),
    );

  it('is stood in for by another account, once and saying why', async () => {
    house.health.whatsapp = false;
    const down = new PlatformError('unreachable', 'no connection');
    house.whatsapp.faults.push(...Array.from({ length: 40 }, () => down));
    await house.gate(workflow);
    await house.engine.sweep();
    expect(asked()).toEqual([]);
    await minute();
    await minute();
    expect(asked()).toHaveLength(1);
    expect(asked()[0]).toContain("WhatsApp can't be reached right now, so I'm asking here.");
    await house.tap(direct as ThreadId, ANN, 'Go ahead', 'Pay Otieno');
    expect(house.automation.count('decide')).toBe(1);
    house.whatsapp.faults.length = 0;
    house.health.whatsapp = true;
    await minute();
    expect(open(chat, 'Pay Otieno')).toBe(false);
    expect(house.card(chat, 'Pay Otieno').footer).toMatch(/^✅ Approved by Ann/);
  });

  it('is stood in for where only its thread cannot be written to', async () => {
    house.reachable.whatsapp = false;
    house.whatsapp.faults.push(...Array.from({ length: 5 }, () => new PlatformError('unreachable', '24 hours')));
    await house.gate(workflow);
    await house.engine.sweep();
    await house.settle();
    expect(asked()).toHaveLength(1);
  });

  it('is stood in for where what was sent has not got through for a minute', async () => {
    house.whatsapp.faults.push(...Array.from({ length: 40 }, () => new PlatformError('unreachable', 'no connection')));
    await house.gate(workflow);
    await minute();
    expect(asked()).toHaveLength(1);
  });

  const down = () => {
    house.health.whatsapp = false;
    house.whatsapp.faults.push(...Array.from({ length: 60 }, () => new PlatformError('unreachable', 'no connection')));
  };
  const back = async () => {
    house.whatsapp.faults.length = 0;
    house.health.whatsapp = true;
    await minute();
  };

  it('is stood in for with a card that waits for approval: approved there, with its seal', async () => {
    down();
    house.planner.will(proposal('Evening report'));
    await house.say(chat, PHONE, 'an evening report');
    await minute();
    await minute();
    const shown = house.texts(direct).filter((text) => text.includes('Evening report'));
    expect(shown).toHaveLength(1);
    expect(shown[0]).toContain("WhatsApp can't be reached right now, so I'm asking here.");
    await house.say(direct as ThreadId, ANN, 'yes');
    expect(house.automation.count('approve')).toBe(1);
    expect(house.card(direct, 'Evening report').footer).toMatch(/^✅ Approved by Ann/);
    await back();
    expect(open(chat, 'Evening report')).toBe(false);
    expect(house.card(chat, 'Evening report').footer).toMatch(/^✅ Approved by Ann/);
  });

  it('is stood in for with a fresh card that was delivered before it went, and not with an old one', async () => {
    house.planner.will(proposal('Old report'));
    await house.say(chat, PHONE, 'an old report');
    house.clock.advance(25 * 3_600_000);
    const other = house.open(house.whatsapp, PHONE);
    house.planner.will(proposal('New report'));
    await house.say(other, PHONE, 'a new report');
    down();
    await minute();
    expect(house.texts(direct).join('\n')).toContain('New report');
    expect(house.texts(direct).join('\n')).not.toContain('Old report');
    house.planner.will(proposal('Newer report'));
    await house.say(direct as ThreadId, ANN, 'make it newer');
    expect(house.planner.asked.at(-1)?.draft?.definition.name).toBe('New report');
  });

  it('is stood in for with what was asked back, which is done from there', async () => {
    down();
    const about = { id: workflow._id, name: workflow.name };
    house.planner.will({ kind: 'act', command: 'delete', workflow: about, needsConfirmation: true });
    await house.say(chat, PHONE, 'delete Payout');
    await minute();
    await house.tap(direct as ThreadId, ANN, 'Yes', 'Payout');
    expect(house.automation.count('remove')).toBe(1);
  });

  it('tells elsewhere how a run ended, once, and in its thread when that is back', async () => {
    const run = executionRow(workflow, { startedAt: house.clock.now(), triggerType: 'webhook' });
    await house.store.executions.create(run);
    down();
    await house.engine.renderRun(run._id);
    await minute();
    expect(house.slack.rooms.has(`direct-${ANN.id}`) ? house.texts(direct) : []).toEqual([]);
    await house.store.executions.updateOne(
      { _id: run._id, workspace: run.workspace },
      { $set: { status: 'completed', phase: null, completedAt: house.clock.now() }, $inc: { dirty: 1 } },
    );
    await minute();
    await minute();
    await minute();
    expect(house.texts(direct).filter((text) => text.includes('✅ Payout'))).toHaveLength(1);
    expect(house.texts(direct).at(-1)).toContain("WhatsApp can't be reached right now, so I'm telling you here.");
    await back();
    expect(house.texts(chat).filter((text) => text.includes('✅ Payout'))).toHaveLength(1);
  });

  it('tells no more than ten results in an hour, and that there are more', async () => {
    down();
    for (let index = 0; index < 13; index++) {
      const at = { startedAt: house.clock.now(), completedAt: house.clock.now() };
      const run = executionRow(workflow, { ...at, triggerType: 'manual', status: 'completed', phase: null });
      await house.store.executions.create(run);
      await house.engine.renderRun(run._id);
    }
    await minute();
    await minute();
    expect(house.texts(direct).filter((text) => text.includes('✅ Payout'))).toHaveLength(10);
    expect(house.texts(direct).filter((text) => text.startsWith('There is more news of your runs'))).toHaveLength(1);
  });

  it('is stood in for also where much waits that nobody can be told of elsewhere', async () => {
    const many = Array.from({ length: 200 }, (_, index) => index);
    const lost = { workspace: 'ws_lost', thread: 'whatsapp:lost', key: 'run:lost' };
    const long = new Date(house.clock.now().getTime() - 3_600_000);
    const rest = { dueAt: new Date(house.clock.now().getTime() + 86_400_000), attempts: 1, createdAt: long };
    const row = { ...lost, ...rest, op: 'post', content: 'lost', only: null, state: 'new', messageId: null };
    await house.store.outbox.insertMany(many.map((seq) => ({ ...row, _id: `lost-${seq}`, seq })));
    down();
    await house.gate(workflow);
    const at = { startedAt: house.clock.now(), completedAt: house.clock.now() };
    const run = executionRow(workflow, { ...at, triggerType: 'manual', status: 'completed', phase: null });
    await house.store.executions.create(run);
    await house.engine.renderRun(run._id);
    const soon = new Date(house.clock.now().getTime() + 60_000);
    const prompt = { ...lost, user: 'nobody', kind: 'gate', detail: { title: '', choices: [] }, state: 'open' };
    await house.store.prompts.insertMany(
      many.map((index) => ({ ...prompt, _id: `lost-${index}`, ref: `lost-${index}`, openedAt: soon })),
    );
    for (let round = 0; round < 4; round++) await minute();
    expect(asked()).toHaveLength(1);
    expect(house.texts(direct).filter((text) => text.includes('✅ Payout'))).toHaveLength(1);
  });

  it('asks nothing elsewhere that was delivered, or while it is well', async () => {
    await house.gate(workflow);
    await minute();
    house.reachable.whatsapp = false;
    await minute();
    expect(asked()).toEqual([]);
  });

  it('asks again nowhere when the person has one account only', async () => {
    await house.say(dm, ANN, 'unlink slack');
    await house.say(dm, ANN, 'yes');
    house.health.whatsapp = false;
    house.whatsapp.faults.push(...Array.from({ length: 40 }, () => new PlatformError('unreachable', 'no connection')));
    await house.gate(await workflowNow(workflow));
    await minute();
    expect(asked()).toEqual([]);
  });
});
