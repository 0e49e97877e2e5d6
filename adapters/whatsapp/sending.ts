import { PlatformError } from '../../src/chat/types.ts';
import type { Log } from '../../src/log.ts';
import type { Pacer } from './pacing.ts';
import type { PartName, Plan } from './plan.ts';
import type { Post, Posts } from './posts.ts';
import type { WaClient, WaMessage, WaSent, WaSentPoll, WaSession } from './session/types.ts';
import { words } from './words.ts';

/** All in milliseconds. */
export interface SendTiming {
  /** How long WhatsApp's server may take to confirm. */
  ack: number;
  /** From here on, what cannot be found surely did not arrive. */
  settle: number;
  /** How long something may stand unconfirmed before it is said once more. */
  pending: number;
}

export const SEND_TIMING: SendTiming = { ack: 20_000, settle: 30_000, pending: 300_000 };

/** Own messages of a chat that are looked through for one in doubt. */
const LOOK_BACK = 50;
/** Clocks may differ by so much. */
const SKEW_MS = 3_600_000;
const MOST_FAILURES = 3;
const FAILED_WAIT_MS = 30_000;
/** Characters a poll or a picture counts for in typing. */
const OTHER_LENGTH = 60;

export interface PartToSend {
  plan: Plan;
  image: Buffer | null;
  /** Key of the message to quote. */
  quote: string | null;
}

/** Sends one message of a post: at most once as far as can be known, and never again without a look. */
export function createSending(deps: {
  session: WaSession;
  posts: Posts;
  pacer: Pacer;
  now: () => number;
  log: Log;
  timing: SendTiming;
}) {
  const { session, posts, pacer, timing } = deps;

  async function send(client: WaClient, post: Post, part: PartName, what: PartToSend, again: boolean): Promise<WaSent> {
    const { chat } = post.kept;
    const { plan } = what;
    const quote = what.quote === null ? {} : { quote: what.quote };
    const label = again ? `${words.sentAgain}\n` : '';
    if (part === 'text') return client.sendText(chat, label + plan.text, quote);
    if (part === 'poll') return client.sendPoll(chat, plan.poll?.question ?? '', plan.poll?.options ?? [], quote);
    const data = what.image ?? Buffer.alloc(0);
    const caption = label + (plan.image?.caption ?? '');
    return client.sendImage(chat, { data, mimeType: 'image/png', caption, name: 'steps.png' }, quote);
  }

  /** What a message in doubt became: itself where it arrived, null where it surely did not. Throws `doubtful` until then. */
  async function look(client: WaClient, post: Post, part: PartName, plan: Plan): Promise<WaMessage | null> {
    const { trying, chat } = post.kept;
    if (!trying) return null;
    const age = deps.now() - trying.at;
    const found = await unclaimed(client, chat, (message) =>
      trying.id === null
        ? message.at * 1000 >= trying.at - SKEW_MS && isSame(message, part, plan)
        : message.id === trying.id,
    );
    if (!found && age < timing.settle) throw inDoubt(timing.settle - age);
    if (!found || found.ack < 0) return null;
    const level = found.ack >= 1 ? found.ack : await client.waitForAck(found.id, 1, timing.ack);
    if (level >= 1) return found;
    if (level === 0 && age < timing.pending) throw inDoubt(Math.min(timing.pending - age, timing.settle));
    return null;
  }

  /** The newest own message that matches and is not known to be another post's. */
  async function unclaimed(
    client: WaClient,
    chat: string,
    match: (message: WaMessage) => boolean,
  ): Promise<WaMessage | null> {
    const candidates: WaMessage[] = [];
    const collect = (message: WaMessage) => {
      if (match(message)) candidates.push(message);
      return false;
    };
    await client.findSent(chat, collect, LOOK_BACK);
    for (const candidate of candidates) if (!(await posts.of(candidate.id))) return candidate;
    return null;
  }

  async function settle(post: Post, part: PartName, sent: { id: string; key: string }, localIds: number[] | undefined) {
    const { kept } = post;
    kept.parts[part] = { id: sent.id, key: sent.key };
    if (part === 'text') kept.arrivedAt = deps.now();
    if (localIds) kept.localIds = localIds;
    kept.trying = null;
    kept.failures = 0;
    await posts.save(post);
  }

  /** WhatsApp says itself that it did not go out. Tried again a few times, not for ever. */
  async function reportedFailed(post: Post): Promise<never> {
    post.kept.trying = null;
    post.kept.failures += 1;
    await posts.save(post);
    if (post.kept.failures >= MOST_FAILURES) throw new PlatformError('refused', words.failed);
    throw new PlatformError('unreachable', words.failed, { retryAfterMs: FAILED_WAIT_MS * post.kept.failures });
  }

  async function attempt(client: WaClient, post: Post, part: PartName, what: PartToSend, again: boolean) {
    post.kept.trying = { part, at: deps.now(), id: null };
    if (part === 'text') post.kept.saidAt ||= deps.now();
    await posts.save(post);
    try {
      return await send(client, post, part, what, again);
    } catch (error) {
      const reason = error instanceof PlatformError ? error.reason : 'doubtful';
      if (reason === 'doubtful') throw inDoubt(timing.settle, error);
      post.kept.trying = null;
      await posts.save(post);
      throw error;
    }
  }

  return async function arrive(post: Post, part: PartName, what: PartToSend): Promise<void> {
    const client = await session.client();
    const again = post.kept.trying?.part === part;
    if (again) {
      const found = await look(client, post, part, what.plan);
      if (found)
        return settle(
          post,
          part,
          found,
          found.poll?.options.map((option) => option.localId),
        );
    }
    const length = part === 'text' ? what.plan.text.length : OTHER_LENGTH;
    const typing = () => void client.typing(post.kept.chat, true).catch(() => {});
    const sent = await pacer.turn(post.kept.chat, length, typing, () => attempt(client, post, part, what, again));
    const level = sent.ack === 0 ? await client.waitForAck(sent.id, 1, timing.ack) : sent.ack;
    if (level >= 1) return settle(post, part, sent, localIdsOf(sent));
    if (level < 0) return reportedFailed(post);
    post.kept.trying = { part, at: post.kept.trying?.at ?? deps.now(), id: sent.id };
    await posts.save(post);
    throw inDoubt(timing.settle);
  };
}

const localIdsOf = (sent: WaSent | WaSentPoll): number[] | undefined =>
  'options' in sent ? sent.options.map((option) => option.localId) : undefined;

const inDoubt = (retryAfterMs: number, cause?: unknown): PlatformError =>
  new PlatformError('doubtful', words.inDoubt, { retryAfterMs, ...(cause === undefined ? {} : { cause }) });

/** Whether an own message says what this part says, sent for the first time or again. */
function isSame(message: WaMessage, part: PartName, plan: Plan): boolean {
  if (part === 'poll') return same(message.poll?.question ?? message.text, plan.poll?.question ?? '');
  const isImage = message.type === 'image';
  if (message.poll || isImage !== (part === 'image')) return false;
  return same(message.text, isImage ? (plan.image?.caption ?? '') : plan.text);
}

function same(found: string, sent: string): boolean {
  const bare = (text: string) => text.replace(words.sentAgain, '').replace(/\s+/g, ' ').trim();
  return bare(found) === bare(sent);
}
