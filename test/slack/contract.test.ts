import { decodeChoice } from '../../adapters/slack/face/choices.ts';
import { placeOf, threadId } from '../../adapters/slack/threads.ts';
import type { Choice, ThreadId } from '../../src/chat/types.ts';
import { newId } from '../../src/ids.ts';
import { type AdapterWorld, adapterContract } from '../contracts/adapter.ts';
import { elementsOf } from '../fakes/slack/elements.ts';
import type { FakeMessage } from '../fakes/slack/model.ts';
import { messageEvent } from '../fakes/slack/posts.ts';
import { channelOf } from '../fakes/slack/state.ts';
import { openSlack } from './world.ts';

/** A Slack thread as the contract suite drives it, in a direct message or in a channel. */
async function slackWorld(where: 'dm' | 'C1', socket: boolean): Promise<AdapterWorld> {
  const world = await openSlack({ socket, start: false, fake: { retryAfter: [] } });
  const { slack, adapter } = world;
  const sent = new Map<string, () => Promise<void>>();

  /** A thread that is followed, without a word of it having reached the engine. */
  async function newThread(): Promise<ThreadId> {
    const { requestUrl } = slack;
    slack.requestUrl = 'http://127.0.0.1:9/nobody';
    const root = await slack.say('U1', where, where === 'dm' ? 'hello' : '<@UBOT> hello');
    slack.requestUrl = requestUrl;
    const thread = threadId({ team: 'T1', channel: root.channel, root: root.ts });
    await world.memory.set(`follow:${root.channel}/${root.ts}`, 1);
    return thread;
  }

  const again = async (id: string, first: () => Promise<() => Promise<void>>) => {
    const known = sent.get(id);
    if (known) return known();
    sent.set(id, await first());
  };

  return {
    adapter,
    author: { id: 'T1/U1' },
    newThread,
    threadIds: ['slack:T1/C1/1700000000.000100', 'slack:T1/D1', 'slack:T0123ABC/C0456DEF/1.0'],
    roundTrip: (thread) => threadId(placeOf(thread)),
    async shown(thread) {
      const { channel, root } = placeOf(thread);
      return slack.messages(channel, root).map((one) => ({
        id: `${channel}/${one.ts}`,
        text: slack.text(one),
        only: one.onlyFor ?? null,
      }));
    },
    async deliverMessage(thread, text, id = newId('said')) {
      const { channel, root } = placeOf(thread);
      await again(id, async () => {
        const before = slack.deliveries.length;
        await slack.say('U1', channel, text, { thread_ts: root ?? '' });
        const delivered = slack.deliveries.slice(before);
        return async () => {
          for (const one of delivered) await slack.redeliver(one);
        };
      });
    },
    async deliverOwn(thread, text) {
      const { channel, root } = placeOf(thread);
      const own = slack.messages(channel, root).find((one) => one.user === 'UBOT' && slack.text(one) === text);
      if (!own) throw new Error('nothing of ours stands there');
      await slack.tell('T1', messageEvent(slack.state, channelOf(slack.state, channel), own));
    },
    async deliverAttachment(thread) {
      const { channel, root } = placeOf(thread);
      const file = { name: 'list.csv', bytes: 'a,b\n1,2\n', text: 'see this', ...(root ? { thread_ts: root } : {}) };
      await slack.uploadFile('U1', channel, file);
    },
    async tap(thread, messageId, choice: Choice, id = newId('tap')) {
      const { channel, root } = placeOf(thread);
      await again(id, async () => {
        const message = slack.messages(channel, root).find((one) => `${channel}/${one.ts}` === messageId);
        if (!message) throw new Error(`no message ${messageId}`);
        const delivery = await slack.click('U1', message, buttonOf(message, choice));
        return async () => {
          if (delivery) await slack.redeliver(delivery);
        };
      });
    },
    async loseThread(thread) {
      const { channel, root } = placeOf(thread);
      for (const one of slack.messages(channel, root)) one.deleted = true;
    },
    close: world.close,
  };
}

function buttonOf(message: FakeMessage, choice: Choice): string {
  const found = elementsOf(message.blocks).find(({ element }) => {
    const { action_id, value } = element as { action_id?: string; value?: string };
    const stands = decodeChoice({ action_id, value });
    return stands?.name === choice.name && stands.value === choice.value;
  });
  return String(found?.element.action_id);
}

adapterContract('Slack over HTTP, in a direct message', () => slackWorld('dm', false));
adapterContract('Slack over HTTP, in a channel', () => slackWorld('C1', false));
adapterContract('Slack in Socket Mode', () => slackWorld('dm', true));
