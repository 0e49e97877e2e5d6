import type { z } from 'zod';
import { reactionChoice } from '../../src/chat/reactions.ts';
import type { Kept } from './gate.ts';
import type { InboundRoom } from './inbound.ts';
import type { reactionEvent } from './payloads.ts';
import { authorId, messageId, timeOf } from './threads.ts';

/** Slack's names of the emoji that say yes or no. */
const EMOJI: Record<string, string> = {
  '+1': '👍',
  thumbsup: '👍',
  white_check_mark: '✅',
  heavy_check_mark: '✔',
  ballot_box_with_check: '☑',
  ok_hand: '👌',
  '-1': '👎',
  thumbsdown: '👎',
  x: '❌',
  heavy_multiplication_x: '✖',
  no_entry_sign: '🚫',
};

/** An emoji on one of our messages, as a tap the engine judges; any other is courtesy. */
export function createReactions({ memory, inbox }: Pick<InboundRoom, 'memory' | 'inbox'>) {
  return async function reacted(team: string, bot: string, event: z.infer<typeof reactionEvent>): Promise<Kept> {
    const [name = ''] = event.reaction.split('::');
    const choice = Object.hasOwn(EMOJI, name) ? reactionChoice(EMOJI[name] ?? '') : null;
    if (!choice || event.user === bot) return {};
    const id = messageId(event.item.channel, event.item.ts);
    const record = await memory.byMessage(id);
    if (!record) return {};
    await inbox().action({
      id: `reaction:${id}:${event.user}:${event.reaction}:${event.event_ts}`,
      thread: record.thread,
      messageId: id,
      author: { id: authorId(team, event.user) },
      choice,
      sentAt: timeOf(event.event_ts),
    });
    return {};
  };
}
