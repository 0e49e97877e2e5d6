import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import { reactionChoice } from '../../src/chat/reactions.ts';
import type { Choice, Inbox } from '../../src/chat/types.ts';
import type { Log } from '../../src/log.ts';
import { offered, readChoiceId } from './choice-ids.ts';
import { type Base, type Incoming, readMessage } from './inbound.ts';
import { type Json, list, record, text } from './json.ts';
import { authorOf, type Known, type People } from './people.ts';
import type { PostData } from './posting.ts';
import type { Queue } from './queue.ts';
import type { Statuses } from './statuses.ts';

/** Takes what webhooks bring to where it belongs; returns once all of it is stored. */
export interface Delivery {
  /** A webhook's body, its signature checked. Harmless to repeat. Throws when something could not be stored. */
  take(body: Json, inbox: Inbox): Promise<void>;
}

export function createDelivery(deps: {
  phoneNumberId: string;
  /** Our own number as E.164, where known. */
  ownNumber(): string | null;
  people: People;
  statuses: Statuses;
  memory: AdapterMemory;
  queue: Queue;
  log: Log;
  /** Somebody wrote whose 24 hours were over, or for whom something could not be delivered. */
  reopened(person: Known, inbox: Inbox): Promise<void>;
}): Delivery {
  const { people, statuses, memory, queue, log } = deps;

  async function takeMessage(incoming: Incoming, inbox: Inbox): Promise<void> {
    if (incoming.kind === 'ignored') {
      log.info({ id: incoming.id, why: incoming.why }, 'not taken for a message');
      return;
    }
    if (incoming.kind === 'moved') return people.moved(incoming.from, incoming.to);
    const { base } = incoming;
    const person = await people.meet(base.sender);
    if (!person) return;
    // It opens no 24 hours.
    if (incoming.kind === 'reaction') return takeReaction(incoming, person, inbox);
    if (incoming.kind === 'tap') await takeTap(incoming, person, inbox);
    else await inbox.message({ ...envelope(base, person), ...(await quoted(base)), ...saidIn(incoming) });
    const begun = await people.wrote(person.thread, base.at, base.id);
    if (begun) await deps.reopened(person, inbox);
  }

  /** A tap on what stands on a message of ours is its choice; on anything else it says what the button said. */
  async function takeTap(tap: Extract<Incoming, { kind: 'tap' }>, person: Known, inbox: Inbox): Promise<void> {
    const { base } = tap;
    const post = base.replyTo ? await memory.byMessage(base.replyTo) : null;
    const known = post && post.thread === person.thread ? post : null;
    const choice = known ? offered(tap.id, (known.data as PostData).choices) : post ? null : readChoiceId(tap.id);
    if (!choice || !base.replyTo) {
      const more = { text: tap.title, attachments: [] };
      return inbox.message({ ...envelope(base, person), ...(await quoted(base)), ...more });
    }
    const messageId = known?.messageIds.at(-1) ?? base.replyTo;
    await inbox.action({ ...envelope(base, person), messageId, choice: plain(choice) });
  }

  /** An emoji on one of our posts, as a tap the engine judges; any other is courtesy. */
  async function takeReaction(
    { base, on, emoji }: Extract<Incoming, { kind: 'reaction' }>,
    person: Known,
    inbox: Inbox,
  ): Promise<void> {
    const choice = reactionChoice(emoji);
    const post = choice && on ? await memory.byMessage(on) : null;
    if (!choice || !post || post.thread !== person.thread) return;
    // WhatsApp tells whole seconds: the end of that one is meant.
    const sentAt = new Date(base.at.getTime() + 999).toISOString();
    await inbox.action({ ...envelope(base, person), sentAt, messageId: post.messageIds.at(-1) ?? on, choice });
  }

  /** One post may be several messages; whichever is quoted, the post is meant. */
  async function quoted(base: Base): Promise<{ replyTo?: string }> {
    if (!base.replyTo) return {};
    return { replyTo: (await memory.byMessage(base.replyTo))?.messageIds.at(-1) ?? base.replyTo };
  }

  async function takeChange(value: Json, inbox: Inbox): Promise<void> {
    for (const error of list(value.errors)) log.error({ code: error.code, title: error.title }, 'WhatsApp reports');
    for (const status of list(value.statuses)) await statuses.take(status);
    const contacts = list(value.contacts);
    const read = list(value.messages).map((message) => readMessage(message, contacts, deps.ownNumber()));
    // Batches come in no order; `sort` keeps that of one second as it came.
    for (const incoming of read.sort((a, b) => timeOf(a) - timeOf(b))) {
      await queue(`in:${whoOf(incoming)}`, () => takeMessage(incoming, inbox));
    }
  }

  return {
    async take(body, inbox) {
      const ours = text(body.object) === 'whatsapp_business_account';
      if (!ours) log.warn({ object: text(body.object).slice(0, 100) }, 'a webhook about something else');
      for (const change of ours ? list(body.entry).flatMap((entry) => list(entry.changes)) : []) {
        const value = record(change.value);
        const number = text(record(value.metadata).phone_number_id);
        if (text(change.field) !== 'messages') log.info({ field: change.field }, 'a webhook about something else');
        else if (number !== deps.phoneNumberId) log.warn({ number }, 'a webhook for another number');
        else await takeChange(value, inbox);
      }
    },
  };
}

const timeOf = (incoming: Incoming): number => ('base' in incoming ? incoming.base.at.getTime() : 0);

const whoOf = (incoming: Incoming): string =>
  'base' in incoming ? (incoming.base.sender.userId ?? incoming.base.sender.phone ?? '') : '';

const envelope = (base: Base, person: Known) => ({
  id: base.id,
  thread: person.thread,
  author: authorOf(person),
  sentAt: base.at.toISOString(),
});

const saidIn = ({ text: said, attachments }: Extract<Incoming, { kind: 'message' }>) => ({ text: said, attachments });

const plain = ({ name, value }: Choice): Choice => ({ name, value });
