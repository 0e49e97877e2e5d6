import type { Json } from '../automation/definition.ts';
import { fitted, type Wanted } from '../automation/fitting.ts';
import type { StepRow } from '../store/runs.ts';
import { fileIn, fileText, isFileName } from './answer-file.ts';
import { isNo, isYes, noOf, yesOf } from './answers.ts';
import { placeOfRef, standsAt } from './asked.ts';
import type { Member } from './people.ts';
import { ANYONE, delivered, type Prompt } from './prompts.ts';
import type { Room } from './room.ts';
import type { MessageInbox } from './rows.ts';
import { saidDate } from './said-date.ts';
import type { Taps } from './taps.ts';
import type { TurnOutcome } from './types.ts';

/** A misfit longer than this is no slip of an answer: something else is being said. */
const SHORT = 40;

/** Answers to questions of runs that are written rather than tapped. */
export function createAskTyped(room: Room, taps: Taps) {
  const { prompts, store } = room;

  async function questionOf(prompt: Prompt): Promise<StepRow['question']> {
    const { executionId, path, iteration } = placeOfRef(prompt.ref.split('@')[0] ?? '');
    const { workspace } = prompt;
    const row = await store.steps
      .findOne({ workspace, execution: executionId, path, iteration }, { question: 1 })
      .lean<StepRow>();
    return row?.question ?? null;
  }

  function meant(kind: Wanted['kind'], said: string, person: Member): Json {
    if (kind === 'file') return fileIn(said);
    return kind === 'date' ? (saidDate(said, room.clock.now(), person.timeZone) ?? said) : said;
  }

  const carryOut = (row: MessageInbox, person: Member, sentAt: Date, name: string, value: string, answer?: string) =>
    taps.carryOut({
      row: row._id,
      thread: row.thread,
      author: row.body.author,
      person,
      choice: { name, value },
      ...(answer !== undefined && { values: { answer } }),
      sentAt,
      attempt: row.attempts + 1,
    });

  /**
   * What a message says to a question: null where it is no answer to it, because it does not fit and is no short slip.
   * `strict`: only what fits is one.
   */
  async function answer(
    row: MessageInbox,
    person: Member,
    prompt: Prompt,
    sentAt: Date,
    strict = false,
  ): Promise<TurnOutcome | null> {
    const question = await questionOf(prompt);
    if (!question) return null;
    const [file] = row.body.attachments;
    const { text } = row.body;
    const ref = prompt.ref.split('@')[0] ?? '';
    if (question.kind === 'file' && file) return carryOut(row, person, sentAt, 'ask.answer', ref, fileText(file));
    if (text.trim() === '') return null;
    // Words are no file.
    const said = question.kind === 'file' && !isFileName(text) ? '' : text;
    const fits = 'ok' in fitted(question satisfies Wanted, meant(question.kind, said, person));
    if (!fits && (strict || text.trim().length > SHORT)) return null;
    return carryOut(row, person, sentAt, 'ask.answer', ref, said);
  }

  return {
    answer,

    /** A file sent without words, to the question that is the newest thing waiting here. */
    async file(row: MessageInbox, person: Member, sentAt: Date): Promise<TurnOutcome | null> {
      if (row.body.attachments.length === 0) return null;
      const newest = (await prompts.talkedOfIn(person.workspace, row.thread, person.user)).at(-1);
      if (newest?.kind !== 'ask' || newest.detail.wanted !== 'file' || !delivered(newest, sentAt)) return null;
      return answer(row, person, newest, sentAt);
    },

    /** What somebody else says in a thread where anyone may decide or answer; null where it is nothing of the kind (D25). */
    async byAnyone(row: MessageInbox, person: Member, sentAt: Date): Promise<TurnOutcome | null> {
      const open = await store.prompts
        .find({ workspace: person.workspace, user: ANYONE, state: 'open' })
        .sort({ openedAt: 1 })
        .limit(200)
        .lean<Prompt[]>();
      const here = open.filter((prompt) => standsAt(prompt, row.thread) && delivered(prompt, sentAt));
      const newest = here.at(-1);
      if (!newest) return null;
      if (newest.kind === 'ask') return answer(row, person, newest, sentAt, true);
      const [yes, no] = [isYes(row.body.text), isNo(row.body.text)];
      if (newest.kind !== 'gate' || here.length > 1 || (!yes && !no)) return null;
      const choice = yes ? yesOf(newest) : noOf(newest);
      return choice ? carryOut(row, person, sentAt, choice.name, choice.value) : null;
    },
  };
}
