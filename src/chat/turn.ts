import { AppError } from '../errors.ts';
import { PlannerUnavailable } from '../planner/types.ts';
import type { ConversationRow } from '../store/conversations.ts';
import { spanned } from '../tracing.ts';
import { codedAnswer, isInvite, isNo, isStop, isTokenWish, isYes, normalise } from './answers.ts';
import { createAskTyped } from './ask-typed.ts';
import { createCarryOut, type Turn } from './carry-out.ts';
import { actOutcome } from './commands.ts';
import { openConversation, platformOf } from './conversations.ts';
import { MAX_TEXT } from './inbox.ts';
import type { Lease } from './lease.ts';
import { isLibraryRequest } from './library-requests.ts';
import { takeCode } from './linking.ts';
import type { Member } from './people.ts';
import { isPeopleRequest } from './people-requests.ts';
import { isBinary } from './plain.ts';
import { createPlainAnswers } from './plain-answers.ts';
import { createPlanning, type Planned } from './planning.ts';
import { aboutQuoted } from './quoted.ts';
import { type Room, tellsStrangers } from './room.ts';
import { MAX_ATTEMPTS, type MessageInbox, type Rows } from './rows.ts';
import { settleEverywhere } from './settle.ts';
import { errorText } from './tap.ts';
import type { Taps } from './taps.ts';
import { texts } from './texts.ts';
import { Stopped } from './thinking.ts';
import { writeLine } from './transcript.ts';
import { NotYet, sentBy } from './typed.ts';
import type { TurnOutcome } from './types.ts';
import { tellZone } from './zone-asking.ts';

/** Thrown when the lease went to someone else while a turn was being worked on: whoever has it goes on. */
class LeaseLost extends Error {
  override name = 'LeaseLost';
}

/** Until it is looked again whether a tap that came first is done. */
const TAP_FIRST_MS = 100;

/** Whether a message stands for itself: it is never joined with its neighbours into one thing said. */
function standsAlone(row: MessageInbox): boolean {
  const { text, tooLong } = row.body;
  const short = normalise(text);
  return (
    tooLong !== undefined ||
    text.trim() === '' ||
    isYes(text) ||
    isNo(text) ||
    codedAnswer(text) !== null ||
    isStop(text) ||
    isInvite(text) ||
    isTokenWish(text) ||
    isPeopleRequest(text) ||
    isLibraryRequest(text) ||
    /^#?\d{1,2}[.)]?$/.test(short)
  );
}

/** What one or several messages that arrived together lead to. */
export function createTurns(room: Room, rows: Rows, taps: Taps) {
  const { store, outbox, people, prompts, clock, log } = room;
  const planning = createPlanning(room);
  const carryOut = createCarryOut(room);
  const asks = createAskTyped(room, taps);
  const answerPlain = createPlainAnswers(room, taps, asks);

  const joins = (row: MessageInbox, head: MessageInbox): boolean =>
    row.body.author.id === head.body.author.id &&
    !standsAlone(row) &&
    !standsAlone(head) &&
    row.dueAt.getTime() <= clock.now().getTime() &&
    JSON.stringify(row.body.overrides) === JSON.stringify(head.body.overrides);

  /** One reply to the person, keyed by the row. */
  async function reply(row: MessageInbox, text: string): Promise<TurnOutcome> {
    await outbox.post(row.thread, `turn:${row._id}:reply`, text);
    return { kind: 'say', text };
  }

  async function fromStranger(row: MessageInbox): Promise<TurnOutcome | null> {
    const { author, text } = row.body;
    const member = await room.invitations.redeem(platformOf(row.thread), author, text);
    if (member) {
      await openConversation({ store, clock }, row.thread, member);
      return reply(row, texts.welcome(member.name));
    }
    // The only thing that breaks the silence on WhatsApp is a linking code that counts.
    const linked = await takeCode(room, { row: row._id, thread: row.thread, author }, null, text);
    if (linked?.kind === 'linked') return reply(row, linked.text);
    if (tellsStrangers(room, row.thread))
      await outbox.post(row.thread, `stranger:${author.id}`, texts.stranger, { only: author });
    return null;
  }

  /** Everything that was said stands in the transcript, whatever comes of it. */
  async function transcribe(row: MessageInbox, conversation: ConversationRow, user: string): Promise<void> {
    const files = row.body.attachments.map((file) => file.name).join(', ');
    await writeLine(store, {
      _id: `in:${row._id}`,
      workspace: conversation.workspace,
      thread: conversation._id,
      from: 'user',
      user,
      text: row.body.text || (files ? `[${files}]` : ''),
      key: null,
      at: row.receivedAt,
    });
  }

  /** Answers that need no planner; null when the message is for it. */
  async function plainAnswer(row: MessageInbox, person: Member): Promise<TurnOutcome | null> {
    const { text, tooLong, attachments } = row.body;
    if (tooLong !== undefined) return reply(row, texts.tooLong(tooLong, MAX_TEXT));
    const filed = await asks.file(row, person, sentBy(row));
    if (filed) return filed;
    if (text.trim() === '') {
      return reply(row, attachments.length > 0 ? texts.onlyFiles(attachments.map((file) => file.name)) : texts.empty);
    }
    if (!/[\p{L}\p{N}\p{S}\p{Extended_Pictographic}]/u.test(text) || isBinary(text))
      return reply(row, texts.unreadable);
    if (isStop(text)) return stopEverything(row, person);
    return answerPlain(row, person);
  }

  async function stopEverything(row: MessageInbox, person: Member): Promise<TurnOutcome> {
    const act = { command: 'stop_everything' as const, workflow: null };
    const count = row.body.overrides ? 0 : await room.automation.stopEverything(person);
    const { text } = await reply(row, texts.stopped(count));
    return actOutcome(act, text, false);
  }

  /** Questions that were passed over by saying something else are closed: nothing later answers them by accident. */
  async function closeQuestions(turn: Turn): Promise<void> {
    const { person, conversation, head } = turn;
    for (const prompt of await prompts.talkedOfIn(person.workspace, conversation._id, person.user)) {
      if (prompt.kind !== 'question' && prompt.kind !== 'confirm') continue;
      await settleEverywhere(room, prompt, texts.settled, `by:${head._id}`);
    }
  }

  /** The planner's reply, kept before it is carried out: after a crash it is carried out as it was, not thought of anew. */
  async function planned(turn: Turn, batch: MessageInbox[], lease: Lease): Promise<Planned> {
    if (typeof turn.head.progress === 'string') return JSON.parse(turn.head.progress) as Planned;
    const made = await planning.plan(turn.conversation, batch, turn.person, lease.signal);
    if (!(await rows.keepProgress(turn.head._id, lease.fence, JSON.stringify(made)))) throw new LeaseLost();
    return made;
  }

  async function think(turn: Turn, batch: MessageInbox[], lease: Lease): Promise<TurnOutcome> {
    try {
      const made = await planned(turn, batch, lease);
      await closeQuestions(turn);
      return await carryOut(turn, made);
    } catch (error) {
      if (lease.signal.aborted) throw new LeaseLost();
      if (error instanceof Stopped) return reply(turn.head, texts.thinkingStopped);
      if (!(error instanceof PlannerUnavailable)) throw error;
      log.warn({ err: error, thread: turn.conversation._id }, 'the planner cannot be reached');
      return reply(turn.head, texts.plannerDown(await planning.standIn(turn.conversation)));
    }
  }

  async function answer(batch: MessageInbox[], lease: Lease): Promise<TurnOutcome | null> {
    const [head] = batch;
    if (!head) return null;
    const found = await people.recognise(platformOf(head.thread), head.body.author);
    if (!found) return fromStranger(head);
    const conversation = await openConversation({ store, clock }, head.thread, found, head.body.text);
    for (const row of batch) await transcribe(row, conversation, found.user);
    // In a shared thread only its owner is answered; what others say is context (D25).
    if (conversation.user !== found.user) return batch.length === 1 ? asks.byAnyone(head, found, sentBy(head)) : null;
    let person = found;
    for (const row of batch) person = await people.rememberZone(person, row.body.timeZone);
    const replyTo = head.body.replyTo;
    const spoken = replyTo
      ? await aboutQuoted(room, person, conversation, { thread: head.thread, replyTo })
      : conversation;
    if (!room.config.NOD_TEST) for (const row of batch) delete row.body.overrides;
    const plain = batch.length === 1 ? await plainAnswer(head, person) : null;
    const outcome = plain ?? (await think({ conversation: spoken, person, head }, batch, lease));
    await tellZone(room, head, person, outcome);
    return outcome;
  }

  const tried = (batch: MessageInbox[]) => batch.map((row) => ({ _id: row._id, attempts: row.attempts + 1 }));

  async function failed(batch: MessageInbox[], error: unknown): Promise<number | null> {
    const [head] = batch;
    if (!head) return null;
    log.error({ err: error, row: head._id, attempts: head.attempts + 1 }, 'a turn could not be worked on');
    if (head.attempts + 1 < MAX_ATTEMPTS) return rows.putOff(tried(batch), error);
    const text = error instanceof AppError && error.code !== 'internal' ? errorText(error) : texts.failed;
    await prompts.release(head._id);
    await outbox.post(head.thread, `turn:${head._id}:failed`, text);
    await rows.finish(
      batch.map((row) => row._id),
      { kind: 'say', text },
      'failed',
    );
    return null;
  }

  return {
    /**
     * Takes the next turn of a thread. `done`: look for another; `idle`: nothing waits; a number: come back in so many
     * milliseconds; `lost`: someone else has the lease.
     */
    async takeTurn(thread: string, lease: Lease): Promise<'done' | 'idle' | 'lost' | number> {
      const waiting = await rows.waiting(thread);
      const batch = rows.nextBatch(waiting, joins);
      const [head] = batch;
      if (!head) return 'idle';
      const wait = head.dueAt.getTime() - clock.now().getTime();
      if (wait > 0) return wait;
      if (await rows.tapBefore(head)) return TAP_FIRST_MS;
      if (lease.signal.aborted) return 'lost';
      await rows.take(batch, lease.fence);
      const from = performance.now();
      const took = (outcome: string) =>
        room.metrics?.observe('nod_turn_duration_seconds', { outcome }, (performance.now() - from) / 1000);
      try {
        const outcome = await spanned('turn', { parent: head.trace ?? null }, () => answer(batch, lease));
        await rows.finish(
          batch.map((row) => row._id),
          outcome,
        );
        took(outcome?.kind ?? 'none');
        return 'done';
      } catch (error) {
        if (error instanceof LeaseLost) return 'lost';
        if (error instanceof NotYet) return rows.putOff(tried(batch), error);
        took('failed');
        return (await failed(batch, error)) ?? 'done';
      }
    },

    /** "Stop everything" does not wait for a planner that is thinking: what it does binds before its turn comes. */
    async stopAhead(thread: string): Promise<void> {
      for (const row of await rows.waiting(thread)) {
        if (row.body.tooLong !== undefined || !isStop(row.body.text) || row.body.overrides) continue;
        const person = await people.find(platformOf(thread), row.body.author);
        const conversation = person && (await openConversation({ store, clock }, thread, person));
        if (!person || conversation?.user !== person.user || !(await rows.claim(row))) continue;
        await transcribe(row, conversation, person.user);
        await rows.finish([row._id], await stopEverything(row, person));
      }
    },
  };
}
