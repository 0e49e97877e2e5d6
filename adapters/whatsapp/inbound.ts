import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import { reactionChoice } from '../../src/chat/reactions.ts';
import type { Inbox, ThreadId } from '../../src/chat/types.ts';
import type { Log } from '../../src/log.ts';
import { namedBy } from '../shared/whatsapp-text.ts';
import type { People } from './people.ts';
import type { Posting } from './posting.ts';
import { idOf, type Post, type Posts } from './posts.ts';
import { readMessage, withoutMention } from './reading.ts';
import type { WaMessage, WaReaction, WaSession } from './session/types.ts';
import { isChat, isGroup, threadOf } from './threads.ts';
import { words } from './words.ts';

/** How long a message of a person can be quoted, and its edits are answered. */
const KEY_SECONDS = 14 * 86_400;
/** Posts looked through for one whose id is not known yet. */
const LOOK_BACK = 20;

/** What people write, as the engine takes it: theirs to us, each delivery by one id, nothing of our own. */
export function createInbound(deps: {
  session: WaSession;
  memory: AdapterMemory;
  posts: Posts;
  posting: Posting;
  people: People;
  log: Log;
}) {
  const { session, memory, posts, posting, people, log } = deps;

  /** WhatsApp's id of a message alone is not enough, and its chat may be named by phone or by LID. */
  async function messageId(id: string, chat: string): Promise<string> {
    return `${id}:${isGroup(chat) ? chat : await people.stableName(chat)}`;
  }

  /** In the chat with oneself everything is one's own: ours is what we sent. Elsewhere the account's messages are ours. */
  async function isOurs(message: WaMessage, thread: ThreadId): Promise<boolean> {
    if (!message.fromMe) return false;
    if (!people.isMe(message.chat)) return true;
    if (await posts.of(message.id)) return true;
    await posting.settled(thread);
    if (await posts.of(message.id)) return true;
    const said = bare(message.text);
    return (await posts.recent(thread, LOOK_BACK)).some(
      ({ kept }) => kept.trying !== null && bare(kept.text) === said.replace(bare(words.sentAgain), '').trim(),
    );
  }

  async function quotedPost({ quotedId, chat }: WaMessage): Promise<Post | null> {
    const post = quotedId ? await posts.of(quotedId) : null;
    if (!post || post.kept.chat === chat) return post;
    const same = !isGroup(chat) && (await people.stableName(post.kept.chat)) === (await people.stableName(chat));
    return same ? post : null;
  }

  /** The id under which the engine knows what is quoted: the post that stands in its place now. */
  async function replyTo(message: WaMessage, quoted: Post | null): Promise<{ replyTo?: string }> {
    if (quoted?.kept.parts.text) return { replyTo: idOf(await posts.newest(quoted)) };
    return message.quotedId ? { replyTo: await messageId(message.quotedId, message.chat) } : {};
  }

  const mine = () => {
    const me = session.me();
    return me ? [me.id, me.phone, me.lid] : [];
  };

  return {
    /**
     * Hands on what is said; a number or a label that quotes its card is the tap it stands for. Returns
     * once it is stored, or was nothing for us; throws where it could not be stored.
     */
    async message(message: WaMessage, inbox: Inbox): Promise<void> {
      if (!isChat(message.chat)) return;
      const thread = threadOf(message.chat);
      const reading = readMessage(message);
      if (!reading || (await isOurs(message, thread))) return;
      const quoted = await quotedPost(message);
      const group = isGroup(message.chat);
      if (group && !message.mentionedMe && !quoted) return;
      const from = group ? (message.author ?? message.from) : message.from;
      const id = await messageId(message.id, message.chat);
      await memory.set(`key:${thread}:${id}`, message.key, KEY_SECONDS);
      const text = group ? withoutMention(reading.text, mine()) : reading.text;
      const author = await people.author(from, message.name);
      const sentAt = new Date(message.at * 1000).toISOString();
      const tapped = quoted?.kept.parts.text && namedBy(text, quoted.kept.choices);
      if (quoted && tapped) {
        const choice = { name: tapped.name, value: tapped.value };
        await inbox.action({ id, thread: quoted.thread, messageId: idOf(quoted), author, choice, sentAt });
      } else {
        const { attachments } = reading;
        await inbox.message({ id, thread, author, text, attachments, sentAt, ...(await replyTo(message, quoted)) });
      }
      // Strangers are not to see that anybody read them: it may be someone's own number.
      if (await posts.talkedIn(thread)) await markRead(message.chat);
    },

    /** An emoji on one of our posts, as a tap the engine judges; any other is courtesy. Throws where it could not be stored. */
    async reaction({ messageId: on, chat, emoji, sender, at }: WaReaction, inbox: Inbox): Promise<void> {
      const choice = reactionChoice(emoji);
      if (!choice || !isChat(chat) || (people.isMe(sender) && !people.isMe(chat))) return;
      const post = await posts.of(on);
      if (!post?.kept.parts.text) return;
      const author = await people.author(sender);
      const id = `reaction:${on}:${await people.stableName(sender)}:${choice.value}:${at}`;
      // WhatsApp tells whole seconds: the end of that one is meant.
      const sentAt = new Date(at * 1000 + 999).toISOString();
      await inbox.action({ id, thread: post.thread, messageId: idOf(post), author, choice, sentAt });
    },

    /** What was taken is taken as it was: the person is told once, where we talk at all. */
    async edited(message: WaMessage): Promise<void> {
      if (!isChat(message.chat) || message.fromMe) return;
      const thread = threadOf(message.chat);
      const id = await messageId(message.id, message.chat);
      const taken = await memory.get<string>(`key:${thread}:${id}`);
      if (!taken || !(await posts.talkedIn(thread))) return;
      await posting.post(thread, words.edited, `edited:${id}`, { replyTo: id });
    },
  };

  async function markRead(chat: string): Promise<void> {
    try {
      await (await session.client()).markRead(chat);
    } catch (error) {
      log.debug({ err: error, chat }, 'a chat was not marked as read');
    }
  }
}

const bare = (text: string): string => text.replace(/\s+/g, ' ').trim();
