import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WaMessage } from '../../adapters/whatsapp/session/types.ts';
import { type Card, PlatformError, type ThreadId } from '../../src/chat/types.ts';
import { ME, type ScriptedWorld, scriptedWorld } from './scripted.ts';

const CHAT = '254712345678@c.us';
const GROUP = '120363@g.us';
const CARD: Card = {
  title: 'Pay Otieno?',
  body: [],
  choices: [
    { name: 'gate.approve', value: 'g1', label: 'Pay it' },
    { name: 'gate.reject', value: 'g1', label: 'Don’t' },
  ],
};

describe('votes', () => {
  let world: ScriptedWorld;
  beforeEach(async () => {
    world = await scriptedWorld();
  });
  afterEach(() => world.close());

  async function offered(chat = CHAT): Promise<{ id: string; poll: WaMessage }> {
    const id = await world.adapter.post(`whatsapp:${chat}` as ThreadId, CARD, 'gate');
    const poll = world.device.messages.findLast((one) => one.poll);
    if (!poll) throw new Error('no poll');
    return { id, poll };
  }

  test('a vote is the tap it stands for, once for every selection', async () => {
    const { id, poll } = await offered();
    await world.vote(poll, [0], { at: 1000 });
    await world.vote(poll, [0], { at: 1000 });
    await world.vote(poll, [0], { at: 1001 });
    expect(world.actions).toMatchObject([
      {
        thread: `whatsapp:${CHAT}`,
        messageId: id,
        author: { id: '+254712345678' },
        choice: { name: 'gate.approve', value: 'g1' },
        sentAt: '1970-01-01T00:16:40.000Z',
      },
    ]);
  });

  test('taken back it is nothing; changed it is another', async () => {
    const { poll } = await offered();
    await world.vote(poll, [0], { at: 1000 });
    await world.vote(poll, [], { at: 1001 });
    await world.vote(poll, [1], { at: 1002 });
    expect(world.actions.map((one) => one.choice.name)).toEqual(['gate.approve', 'gate.reject']);
    expect(new Set(world.actions.map((one) => one.id)).size).toBe(2);
  });

  test('an older state that is told late counts for nothing', async () => {
    const { poll } = await offered();
    await world.vote(poll, [1], { at: 1002 });
    await world.vote(poll, [0], { at: 1000 });
    expect(world.actions.map((one) => one.choice.name)).toEqual(['gate.reject']);
  });

  test.each([[[7]], [[0, 1]]])('a selection that is none (%j) is nothing', async (localIds) => {
    const { poll } = await offered();
    await world.vote(poll, localIds);
    expect(world.actions).toEqual([]);
  });

  test("votes on other people's polls are nothing of ours", async () => {
    const { poll, id } = await offered();
    await world.vote({ ...poll, id: 'theirs' }, [0]);
    await world.vote({ ...poll, id }, [0]);
    expect(world.actions).toEqual([]);
  });

  test('in a group a vote is the voter’s', async () => {
    const { poll } = await offered(GROUP);
    await world.vote(poll, [0], { voter: '254700000000@c.us' });
    await world.vote(poll, [0], { voter: CHAT });
    expect(world.actions.map((one) => one.author.id)).toEqual(['+254700000000', '+254712345678']);
  });

  test('the account votes only in the chat with itself', async () => {
    const { poll } = await offered();
    await world.vote(poll, [0], { voter: ME.lid });
    expect(world.actions).toEqual([]);
    const own = await offered(ME.id);
    await world.vote(own.poll, [0], { voter: ME.lid });
    expect(world.actions[0]?.author.id).toBe(ME.phone);
  });

  test('a vote cast before the poll is known to have arrived is not lost', async () => {
    let voted: Promise<void> | undefined;
    const sendPoll = world.device.client.sendPoll;
    world.device.client.sendPoll = async (...given) => {
      const sent = await sendPoll(...given);
      const poll = world.device.messages.find((one) => one.id === sent.id);
      if (poll) voted = world.vote(poll, [0]);
      return sent;
    };
    await offered();
    await voted;
    expect(world.actions).toHaveLength(1);
  });

  test('votes given while away count once, after every return', async () => {
    const { poll } = await offered();
    const vote = { pollKey: poll.key, pollId: poll.id, chat: CHAT, voter: CHAT, localIds: [1], at: 1000 };
    world.device.polls.set(poll.key, [vote]);
    await world.restart();
    await world.device.events?.ready(true);
    await world.device.events?.ready(false);
    await world.device.events?.vote(vote);
    expect(world.actions.map((one) => one.choice.name)).toEqual(['gate.reject']);
  });

  test('a vote on a poll that is only found after a restart counts at once', async () => {
    const sendPoll = world.device.client.sendPoll;
    world.device.client.sendPoll = async (...given) => {
      await sendPoll(...given);
      throw new PlatformError('doubtful', 'killed meanwhile');
    };
    await expect(offered()).rejects.toMatchObject({ reason: 'doubtful' });
    const poll = world.device.messages.findLast((one) => one.poll);
    const key = poll?.key ?? '';
    world.device.polls.set(key, [
      { pollKey: key, pollId: poll?.id ?? '', chat: CHAT, voter: CHAT, localIds: [0], at: 1000 },
    ]);
    await world.restart();
    await world.device.events?.ready(true);
    await offered();
    await expect.poll(() => world.actions.map((one) => one.choice.name)).toEqual(['gate.approve']);
  });

  test('a vote that could not be stored comes again', async () => {
    const { poll } = await offered();
    world.refusals.push(new Error('the database is away'));
    await expect(world.vote(poll, [0], { at: 1000 })).rejects.toThrow('away');
    world.device.polls.set(poll.key, [
      { pollKey: poll.key, pollId: poll.id, chat: CHAT, voter: CHAT, localIds: [0], at: 1000 },
    ]);
    await world.device.events?.ready(false);
    expect(world.actions).toHaveLength(1);
  });

  test('one poll that cannot be read keeps no other back', async () => {
    const { poll: first } = await offered();
    const { poll } = await offered('254700000000@c.us');
    const votes = world.device.client.votes;
    world.device.client.votes = async (key) => {
      if (key === first.key) throw new Error('gone');
      return votes(key);
    };
    world.device.polls.set(poll.key, [
      { pollKey: poll.key, pollId: poll.id, chat: poll.chat, voter: poll.chat, localIds: [0], at: 1000 },
    ]);
    await world.device.events?.ready(false);
    expect(world.actions).toHaveLength(1);
  });
});
