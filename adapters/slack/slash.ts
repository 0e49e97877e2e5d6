import type { z } from 'zod';
import { plainText } from './face/mrkdwn.ts';
import { words } from './face/words.ts';
import type { Kept } from './gate.ts';
import type { InboundRoom } from './inbound.ts';
import type { commandBody } from './payloads.ts';
import { authorId, threadId } from './threads.ts';

/** The slash command: what stands behind it is said to the bot directly, wherever it was typed, and answered there. */
export function createSlashCommand(room: InboundRoom) {
  return async (body: z.infer<typeof commandBody>): Promise<Kept> => {
    const { team_id: team, user_id: user } = body;
    const me = room.connection.identity();
    if (me && me.team !== team) return { reply: words.external };
    const text = plainText(body.text ?? '').trim();
    if (text === '') return { reply: words.slashEmpty };
    if (/^(help|\?)$/i.test(text)) return { reply: words.slashHelp };
    const channel = await room.people.directChannel(team, user);
    await room.inbox().message({
      id: `command:${body.trigger_id}`,
      thread: threadId({ team, channel }),
      author: { id: authorId(team, user) },
      text,
      attachments: [],
      sentAt: new Date().toISOString(),
    });
    return body.channel_id === channel ? {} : { reply: words.slashHere };
  };
}
