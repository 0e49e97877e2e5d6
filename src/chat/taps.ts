import { AppError } from '../errors.ts';
import type { InboxRow } from '../store/mail.ts';
import { spanned } from '../tracing.ts';
import { askTaps } from './ask-taps.ts';
import { findConversation, platformOf } from './conversations.ts';
import { draftTaps } from './draft-taps.ts';
import { failureTaps } from './failure-taps.ts';
import { gateTaps } from './gate-taps.ts';
import { letterTaps } from './letter-taps.ts';
import { libraryTaps } from './library-taps.ts';
import { peopleTaps } from './people-taps.ts';
import { questionTaps } from './question-taps.ts';
import { reactionTaps } from './reaction-taps.ts';
import { REACTION } from './reactions.ts';
import { type Room, tellsStrangers } from './room.ts';
import { MAX_ATTEMPTS, type Rows } from './rows.ts';
import { runTaps } from './run-taps.ts';
import { errorText, type Tap, type TapHandlers, tell } from './tap.ts';
import { texts } from './texts.ts';
import type { Action, TurnOutcome } from './types.ts';
import { workflowTaps } from './workflow-taps.ts';
import { zoneTaps } from './zone-asking.ts';

export type Taps = ReturnType<typeof createTaps>;

/** Taps do not wait for turns: each is claimed by itself, and what it decides is decided once by what it is about. */
export function createTaps(room: Room, rows: Rows, again: (thread: string, ms: number) => void) {
  const handlers: TapHandlers = {
    ...draftTaps(room),
    ...gateTaps(room),
    ...askTaps(room),
    ...questionTaps(room),
    ...workflowTaps(room),
    ...runTaps(room),
    ...failureTaps(room),
    ...letterTaps(room),
    ...peopleTaps(room),
    ...libraryTaps(room),
    ...zoneTaps(room),
    ...reactionTaps(room, (tap) => carryOut(tap)),
  };

  /** Carries out a choice; what went wrong by our own rules is said, everything else is thrown. */
  async function carryOut(tap: Tap): Promise<TurnOutcome> {
    const handler = Object.hasOwn(handlers, tap.choice.name) ? handlers[tap.choice.name] : undefined;
    if (!handler) return tell(room, tap, texts.unknownButton);
    try {
      return await handler(tap);
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'internal') throw error;
      return tell(room, tap, errorText(error), 'error');
    }
  }

  /** Someone nobody let in: told once who decides, and nothing else. */
  async function fromStranger(row: InboxRow, action: Action): Promise<void> {
    if (action.choice.name === REACTION) return;
    const conversation = await findConversation(room.store, row.thread);
    const owner = conversation && (await room.people.member(conversation.workspace, conversation.user));
    if (!owner || !tellsStrangers(room, row.thread)) return;
    const key = `stranger:${action.author.id}`;
    await room.outbox.post(row.thread, key, texts.onlyOwner(owner.name), { only: action.author });
  }

  async function handle(row: InboxRow): Promise<void> {
    if (!(await rows.claim(row))) return;
    const done = rows.holdOn(row);
    const action = row.body as Action;
    try {
      const person = await room.people.recognise(platformOf(row.thread), action.author);
      if (!person) {
        await fromStranger(row, action);
        return await rows.finish([row._id], null);
      }
      const { thread, messageId, author, choice, values } = action;
      const sentAt = new Date(action.sentAt);
      const outcome = await carryOut({
        row: row._id,
        thread,
        messageId,
        author,
        person,
        choice,
        ...(values ? { values } : {}),
        sentAt,
        attempt: row.attempts + 1,
      });
      await rows.finish([row._id], outcome);
    } catch (error) {
      room.log.error({ err: error, row: row._id, attempts: row.attempts + 1 }, 'a tap could not be handled');
      if (row.attempts + 1 < MAX_ATTEMPTS) {
        again(row.thread, await rows.putOff([{ ...row, attempts: row.attempts + 1 }], error));
        return;
      }
      await room.prompts.release(row._id);
      await room.outbox.post(row.thread, `tap:${row._id}:failed`, texts.failedTap);
      await rows.finish([row._id], { kind: 'say', text: texts.failedTap }, 'failed');
    } finally {
      done();
    }
  }

  return {
    carryOut,
    async handleAll(thread: string): Promise<void> {
      for (const row of await rows.waitingActions(thread)) {
        await spanned('handle tap', { parent: row.trace ?? null }, () => handle(row));
      }
    },
  };
}
