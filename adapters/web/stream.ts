import type { Context } from 'koa';
import type { Log } from '../../src/log.ts';
import type { Feed } from './feed.ts';
import type { WebOwner } from './threads.ts';

/** Browsers open six connections to one address: the rest is for what the page asks for. */
const PER_PERSON = 4;
const IN_ALL = 500;
const HEARTBEAT_MS = 15_000;
/** Bytes a reader may lag behind before it is let go; it comes back and continues where it was. */
const LAG = 1_048_576;

export interface Streams {
  /** Answers with the person's changes after `after`, for as long as they listen and whoever asks is that person. */
  open(ctx: Context, owner: WebOwner, after: number, who: () => Promise<WebOwner>): void;
  close(): void;
}

interface Reader {
  user: string;
  end(reason: string): void;
}

/** Server-sent events: each carries changes and, as its id, the `rev` to continue from. */
export function createStreams({ feed, log }: { feed: Feed; log: Log }): Streams {
  const readers = new Set<Reader>();

  /** Makes room: the person's oldest stream ends with a word, so that its page waits until it is looked at again. */
  function makeRoom(user: string): void {
    const own = [...readers].filter((reader) => reader.user === user);
    if (own.length >= PER_PERSON) own[0]?.end('elsewhere');
    if (readers.size >= IN_ALL) [...readers][0]?.end('busy');
  }

  return {
    open(ctx, owner, after, who) {
      makeRoom(owner.user);
      // Written by hand: a reader who leaves is the usual end of this answer, not an error of it.
      ctx.respond = false;
      const out = ctx.res;
      let at = after;
      let dirty = true;
      let pumping = false;
      let ended = false;

      const pump = async (): Promise<void> => {
        if (pumping) return;
        pumping = true;
        try {
          while (dirty && !ended) {
            dirty = false;
            const changes = await feed.since(owner, at);
            if (changes.more) dirty = true;
            const nothing = changes.messages.length === 0 && changes.threads.length === 0;
            // Linked to another person's accounts, the page is theirs: it comes back for what is now its own.
            if (nothing && (await who()).user !== owner.user) reader.end('moved');
            if (ended || (changes.rev === at && nothing)) continue;
            at = Math.max(at, changes.rev);
            out.write(`id: ${at}\nevent: changes\ndata: ${JSON.stringify(changes)}\n\n`);
            if (out.writableLength > LAG) reader.end('slow');
          }
        } catch (error) {
          log.warn({ err: error }, 'a live update could not be read');
          reader.end('broken');
        } finally {
          pumping = false;
        }
      };
      const wake = () => {
        dirty = true;
        void pump();
      };
      const heartbeat = setInterval(() => {
        out.write(': here\n\n');
        wake();
      }, HEARTBEAT_MS);
      heartbeat.unref();
      const unfollow = feed.follow(owner.user, wake);
      const reader: Reader = {
        user: owner.user,
        end(reason) {
          if (ended) return;
          ended = true;
          clearInterval(heartbeat);
          unfollow();
          readers.delete(reader);
          if (out.writable) out.end(`event: bye\ndata: ${JSON.stringify({ reason })}\n\n`);
        },
      };
      readers.add(reader);
      out.once('close', () => reader.end('closed'));
      out.on('error', () => reader.end('closed'));

      ctx.status = 200;
      ctx.set('Content-Type', 'text/event-stream; charset=utf-8');
      ctx.set('Cache-Control', 'no-store');
      ctx.set('X-Accel-Buffering', 'no');
      out.flushHeaders();
      out.write('retry: 1500\n\n');
      wake();
    },
    close() {
      for (const reader of [...readers]) reader.end('closing');
    },
  };
}
