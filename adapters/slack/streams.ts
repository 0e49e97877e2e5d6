import { streamText } from './face/mrkdwn.ts';
import { metadataOf } from './lookup.ts';
import type { SendQueue } from './queue.ts';
import { refusalOf } from './refusals.ts';
import type { Client } from './web.ts';

/** Shorter answers simply appear. */
const WORTH_CHARACTERS = 400;
const PIECE = /[\s\S]{1,400}(?:\s|$)|[\s\S]{1,400}/g;
/** A workspace without streams is not asked again for so long. */
const REFUSED_MS = 3_600_000;

export interface Streams {
  /** Whether this text is shown as it is being written. What is to be copied (code) is shown as it is, at once. */
  suits(text: string): boolean;
  /**
   * Shows a text piece by piece, as one message of a thread; outside direct messages `to` says who reads it. `begun` is told its timestamp as soon as
   * there is one. Null: Slack does not stream here, and nothing was shown. Throws what Slack threw; a message that was
   * begun is then to be finished by changing it.
   */
  show(
    client: Client,
    where: { channel: string; root: string; to?: { team: string; user: string } },
    text: string,
    key: string,
    begun: (ts: string) => Promise<void>,
  ): Promise<string | null>;
}

/** Answers that appear as they are written. */
export function createStreams(queue: SendQueue): Streams {
  let notBefore = 0;

  return {
    suits: (text) => text.length > WORTH_CHARACTERS && !text.includes('`') && notBefore <= performance.now(),

    async show(client, { channel, root, to }, text, key, begun) {
      const [first = '', ...rest] = streamText(text).match(PIECE) ?? [];
      let ts: string | undefined;
      try {
        const reader = to ? { recipient_team_id: to.team, recipient_user_id: to.user } : {};
        const piece = { channel, thread_ts: root, markdown_text: first, ...reader };
        ts = (await queue.send(channel, () => client.chat.startStream(piece))).ts;
      } catch (error) {
        const { error: refusal } = refusalOf(error);
        if (refusal.reason !== 'refused') throw error;
        notBefore = performance.now() + REFUSED_MS;
        return null;
      }
      if (!ts) throw new Error('a stream without a timestamp');
      await begun(ts);
      let stopped = false;
      try {
        for (const markdown_text of rest) await client.chat.appendStream({ channel, ts, markdown_text });
        await client.chat.stopStream({ channel, ts, metadata: metadataOf(key) });
        stopped = true;
        return ts;
      } catch (error) {
        // The person pressed Stop: what they have read is enough for them.
        if (refusalOf(error).code === 'stopped_by_user') return ts;
        throw error;
      } finally {
        // One that is never stopped stays "typing".
        if (!stopped) await client.chat.stopStream({ channel, ts }).catch(() => {});
      }
    },
  };
}
