import type { Content } from '../../src/chat/types.ts';
import { PlatformError } from '../../src/chat/types.ts';
import { renderContent } from './face/blocks.ts';
import { metadataOf } from './lookup.ts';
import type { PostingDeps } from './posting.ts';
import { refusalOf } from './refusals.ts';
import { createStreams } from './streams.ts';
import { isDirect } from './threads.ts';

/** Where a message goes: below `root`, or on the top level. */
export interface Target {
  team: string;
  channel: string;
  root?: string;
}

/** Who said something last in a thread of a channel. */
export const askerName = (channel: string, root: string): string => `asker:${channel}/${root}`;

/** Nothing is unfolded, and no name in a text calls anybody. */
const QUIET = { unfurl_links: false, unfurl_media: false, link_names: false } as const;

/** The calls that put content into Slack. They throw what Slack threw. */
export function createDelivery({
  web,
  queue,
  drawings,
  memory,
}: Pick<PostingDeps, 'web' | 'queue' | 'drawings' | 'memory'>) {
  const streams = createStreams(queue);

  /** Renders and sends; where Slack does not take the card with its drawing, without it. */
  async function withDrawing<T>(
    target: Target,
    content: Content,
    send: (message: ReturnType<typeof renderContent>) => Promise<T>,
  ): Promise<T> {
    const channel = !isDirect(target.channel);
    const imageFile = await drawings.fileOf(target.team, content);
    if (!imageFile) return send(renderContent(content, { channel }));
    try {
      return await send(renderContent(content, { channel, imageFile }));
    } catch (error) {
      if (refusalOf(error).error.reason !== 'refused') throw error;
      await drawings.forget(target.team, content);
      return send(renderContent(content, { channel }));
    }
  }

  const tsOf = ({ ts }: { ts?: string | undefined }): string => {
    if (!ts) throw new PlatformError('doubtful', 'Slack told no timestamp');
    return ts;
  };

  return {
    /** Posts a message and returns its timestamp. `begun`: told the timestamp of one that is shown as it is written. */
    async post(target: Target, content: Content, key: string, begun: (ts: string) => Promise<void>): Promise<string> {
      const { team, channel, root } = target;
      const client = web.once(team);
      if (typeof content === 'string' && root !== undefined && streams.suits(content)) {
        // Among others Slack wants to be told who reads it.
        const user = isDirect(channel) ? undefined : await memory.get<string>(askerName(channel, root));
        const to = user ? { to: { team, user } } : {};
        const ts =
          isDirect(channel) || user ? await this.stream({ ...target, root, ...to }, content, key, begun) : null;
        if (ts !== null) return ts;
      }
      return withDrawing(target, content, async (message) => {
        const where = { channel, ...(root === undefined ? {} : { thread_ts: root }) };
        const answer = await queue.send(channel, () =>
          client.chat.postMessage({ ...where, ...message, ...QUIET, metadata: metadataOf(key) }),
        );
        return tsOf(answer);
      });
    },

    async stream(
      target: Target & { root: string; to?: { team: string; user: string } },
      content: string,
      key: string,
      begun: (ts: string) => Promise<void>,
    ): Promise<string | null> {
      let started: string | undefined;
      const note = (ts: string) => {
        started = ts;
        return begun(ts);
      };
      try {
        return await streams.show(web.once(target.team), target, content, key, note);
      } catch (error) {
        if (started === undefined) throw error;
        await this.finish(target, started, content, key);
        return started;
      }
    },

    /** Makes a message whole whose streaming was cut off. */
    async finish(target: Target, ts: string, content: Content, key: string): Promise<void> {
      const { team, channel } = target;
      await web
        .once(team)
        .chat.stopStream({ channel, ts })
        .catch(() => {});
      const message = renderContent(content, { channel: !isDirect(channel) });
      await web.again(team).chat.update({ channel, ts, ...message, metadata: metadataOf(key) });
    },

    async whisper(target: Target, content: Content, user: string): Promise<string> {
      const { team, channel, root } = target;
      const where = { channel, user, ...(root === undefined ? {} : { thread_ts: root }) };
      return withDrawing(target, content, async (message) => {
        const call = () => web.once(team).chat.postEphemeral({ ...where, ...message, link_names: false });
        return tsOf({ ts: (await queue.send(channel, call)).message_ts });
      });
    },

    /** Changes a message; null where a newer change came meanwhile. `before`: done right before the message changes. */
    change(
      target: Target,
      ts: string,
      content: Content,
      how: { key: string | undefined; place: number; before: () => Promise<void> },
    ): Promise<string | null> {
      const { team, channel } = target;
      const { key, place, before } = how;
      const metadata = key === undefined ? {} : { metadata: metadataOf(key) };
      return withDrawing(target, content, (message) =>
        queue.change(channel, `${channel}/${ts}`, place, async () => {
          await before();
          // Without blocks of its own a text would leave those of the card it replaces standing.
          const { text, blocks = [] } = message;
          return tsOf(await web.again(team).chat.update({ channel, ts, text, blocks, link_names: false, ...metadata }));
        }),
      );
    },
  };
}
