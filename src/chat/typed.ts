import { shortSeal } from '../automation/seal.ts';
import { codedAnswer, isNo, isYes, labelled, namedChoice, noOf, normalise, yesOf } from './answers.ts';
import type { createAskTyped } from './ask-typed.ts';
import { askedBack } from './asked-back.ts';
import { changedAnswer } from './changed-answer.ts';
import { platformOf } from './conversations.ts';
import { showDraft } from './draft-card.ts';
import { failureChoices } from './failure-words.ts';
import type { Member } from './people.ts';
import { delivered, isAside, type Prompt } from './prompts.ts';
import { quotedPrompt, quotesEarlier } from './quoted.ts';
import type { Room } from './room.ts';
import type { MessageInbox } from './rows.ts';
import type { Tap } from './tap.ts';
import type { Taps } from './taps.ts';
import { texts } from './texts.ts';
import type { Card, TurnOutcome } from './types.ts';
import { useForRun } from './use-for-run.ts';

/** A yes to a card whose arrival is not noted yet: looked at again in a moment. */
export class NotYet extends Error {
  override name = 'NotYet';
}
/** Growing waits, some fifteen seconds in all. */
const MOST_WAITS = 4;

const DECIDABLE = new Set<Prompt['kind']>(['draft', 'gate', 'confirm']);

/**
 * Yes, no, a number or a label, typed instead of tapped (D26): bound to the card it quotes, or to the last card delivered
 * before it was sent and only while that is the newest thing that awaits an answer. Null: no such answer, the planner's
 * then. Throws NotYet.
 */
export function createTyped(room: Room, taps: Taps, asks: ReturnType<typeof createAskTyped>) {
  const { prompts, outbox } = room;

  return async function answerTyped(row: MessageInbox, person: Member): Promise<TurnOutcome | null> {
    const { text } = row.body;
    const yes = isYes(text);
    const no = !yes && isNo(text);
    const sentAt = sentBy(row);
    const standing = await prompts.openIn(person.workspace, row.thread, person.user);
    const open = standing.filter((prompt) => !isAside(prompt));
    const newest = open.at(-1);
    const tap = (choice: Tap['choice'], values?: Record<string, string>): Promise<TurnOutcome> =>
      taps.carryOut({
        row: row._id,
        thread: row.thread,
        author: row.body.author,
        person,
        choice: { name: choice.name, value: choice.value },
        ...(values && { values }),
        sentAt,
        attempt: row.attempts + 1,
      });

    const coded = codedAnswer(text);
    if (coded && (isYes(coded.said) || isNo(coded.said))) return byCode(coded);
    const resumed = await decidedByThisRow(row, person);
    if (resumed) {
      const choice = yes ? yesOf(resumed) : no ? noOf(resumed) : namedChoice(resumed, text);
      if (choice) return tap(choice);
    }
    const quoted = row.body.replyTo
      ? await quotedPrompt(room, person, { thread: row.thread, replyTo: row.body.replyTo })
      : null;
    if (quoted?.kind === 'ask' && quoted.state === 'open') {
      const answered = await asks.answer(row, person, quoted, sentAt);
      if (answered) return answered;
    }
    if (quoted?.state === 'open' && row.body.replyTo) {
      const earlier = await quotesEarlier(room, person, { thread: row.thread, replyTo: row.body.replyTo });
      if (earlier && !no && (yes || namedChoice(quoted, text))) return changedSince(quoted);
    }
    if (quoted) {
      const change = quoted.state === 'open' && delivered(quoted, sentAt) ? changeOf(quoted) : null;
      if (change) return tap(change.choice, change.values);
      const choice = yes ? yesOf(quoted) : no ? noOf(quoted) : namedChoice(quoted, text);
      // What it shows may have changed under it: people decide only on what they could read.
      if (choice && quoted.state === 'open' && DECIDABLE.has(quoted.kind) && !delivered(quoted, sentAt))
        return reply(texts.tooEarly(quoted.detail.title));
      if (choice && quoted.state === 'open') return tap(choice);
      if (yes || no || choice)
        return reply(quoted.state === 'open' ? texts.notReady(quoted.detail.title) : texts.alreadyDecided);
    }
    const back = await askedBack(room, person, { thread: row.thread, text, sentAt });
    if (back) return tap(back);
    const asides = yes || no ? [] : standing.filter((prompt) => isAside(prompt) && delivered(prompt, sentAt));
    for (const aside of asides.reverse()) {
      const beside = namedChoice(aside, text);
      // A number is one of the last list that was shown.
      if (beside && (aside === standing.at(-1) || normalise(beside.label) === normalise(text))) return tap(beside);
    }
    // After a newer question it answers that: the planner that asked reads it.
    if (newest?.kind === 'question') return null;
    const used = newest && newest.kind !== 'ask' ? await useForRun(room, person, open, text) : null;
    if (used) return tap(used.choice, used.values);
    if (newest?.kind === 'ask') return delivered(newest, sentAt) ? asks.answer(row, person, newest, sentAt) : null;
    const changed = newest && delivered(newest, sentAt) ? changeOf(newest) : null;
    if (changed) return tap(changed.choice, changed.values);
    const decidable = open.filter((prompt) => DECIDABLE.has(prompt.kind));
    if (!yes && !no) {
      const target = open.filter((prompt) => delivered(prompt, sentAt)).at(-1);
      const isNewest = target && target._id === newest?._id;
      const choice = isNewest ? namedChoice(target, text) : null;
      if (isNewest && !choice) return toFailure(target);
      if (!target || !choice) return null;
      // A number or a label means one thing only where one thing waits.
      if (DECIDABLE.has(target.kind) && target.kind !== 'confirm' && decidable.length > 1) return which(decidable);
      return tap(choice);
    }
    const failed = no && newest?.kind === 'failure' && delivered(newest, sentAt) ? newest : null;
    const named = failed && labelled(failed, text);
    return named ? tap(named) : ((failed && (await toFailure(failed))) ?? yesOrNo());

    /** What is said to a failure in words; null where it is nothing of the kind. */
    async function toFailure(failure: Prompt): Promise<TurnOutcome | null> {
      const [one, ...more] = failureChoices(failure, open, text);
      if (!one) return null;
      return more.length > 0 ? offer([one, ...more]) : tap(one.choice);
    }

    /** A yes to a gate that changes what it lets through. */
    function changeOf(prompt: Prompt) {
      const choice = prompt.detail.choices.find((one) => one.name === 'gate.change');
      const values = choice ? changedAnswer(prompt, text) : null;
      return choice && values ? { choice, values } : null;
    }

    async function yesOrNo(): Promise<TurnOutcome | null> {
      const bound = await prompts.lastDelivered(person.workspace, row.thread, person.user, sentAt);
      if (bound?.state === 'closed' && bound.closedAt && bound.closedAt > sentAt) return stale(bound);
      const last = decidable.at(-1);
      if (!last) return null;
      const [one] = last.kind === 'confirm' ? [last] : decidable;
      if (!one || (last.kind !== 'confirm' && decidable.length > 1)) return which(decidable);
      if (!delivered(one, sentAt)) {
        // It may stand there already, and only its arrival not be noted yet: where the platform can tell, that is waited for.
        const told = room.adapters.get(platformOf(row.thread))?.shownAt !== undefined;
        if (told && one.deliveredAt === null && sentAt >= one.openedAt && row.attempts < MOST_WAITS) throw new NotYet();
        return reply(texts.tooEarly(one.detail.title));
      }
      const choice = yes ? yesOf(one) : noOf(one);
      return choice ? tap(choice) : reply(texts.notReady(one.detail.title));
    }

    /** A yes or no with the code that stands on a card means exactly that card, as it stood when its code was read. */
    async function byCode({ said, code }: { said: string; code: string }): Promise<TurnOutcome | null> {
      const one = open.find((prompt) => prompt.detail.seal && shortSeal(prompt.detail.seal) === code);
      if (!one) return reply(texts.unknownCode(code));
      const choice = isYes(said) ? yesOf(one) : noOf(one);
      return choice ? tap(choice) : reply(texts.notReady(one.detail.title));
    }

    async function reply(said: string): Promise<TurnOutcome> {
      await outbox.post(row.thread, `turn:${row._id}:reply`, said);
      return { kind: 'say', text: said };
    }

    /** A yes to a card that changed under it counts for nothing; the newest card is shown. */
    async function stale(bound: Prompt): Promise<TurnOutcome> {
      const when = bound.closedAt ?? sentAt;
      const newestDraft = open.filter((prompt) => prompt.kind === 'draft').at(-1);
      if (bound.kind !== 'draft' || bound.outcome !== texts.replacedOutcome) {
        return reply(texts.alreadyDecided);
      }
      if (!newestDraft) return reply(texts.replacedAlone(when, person.timeZone));
      const outcome = await reply(texts.replaced(when, person.timeZone));
      const draft = await room.automation.draft(person, newestDraft.ref);
      await showDraft(room, person, draft, { thread: row.thread, key: `again:${row._id}` });
      return { ...outcome, draft: draft._id };
    }

    /** A yes to an earlier version of a card decides nothing: the one that stands now is shown once more. */
    async function changedSince(prompt: Prompt): Promise<TurnOutcome> {
      const outcome = await reply(texts.changedSince(prompt.detail.title));
      if (prompt.kind !== 'draft') return outcome;
      const draft = await room.automation.draft(person, prompt.ref);
      await showDraft(room, person, draft, { thread: row.thread, key: `again:${row._id}` });
      return { ...outcome, draft: draft._id };
    }

    async function which(several: Prompt[]): Promise<TurnOutcome> {
      return offer(
        several.flatMap((prompt) => {
          const choice = yes || !no ? yesOf(prompt) : noOf(prompt);
          return choice ? [{ prompt, choice }] : [];
        }),
        several,
      );
    }

    async function offer(
      of: { prompt: Prompt; choice: Prompt['detail']['choices'][number] }[],
      several = of.map(({ prompt }) => prompt),
    ): Promise<TurnOutcome> {
      const said = texts.whichOne(several.map((prompt) => prompt.detail.title));
      const choices = of.map(({ prompt, choice }) => ({
        ...choice,
        label: `${choice.label}: ${prompt.detail.title}`.slice(0, 75),
      }));
      const card: Card = { title: texts.whichOneTitle, body: [{ kind: 'text', text: said }], choices };
      await outbox.post(row.thread, `turn:${row._id}:reply`, card);
      return { kind: 'ask', text: said, missing: [], options: choices.map((choice) => choice.label) };
    }
  };

  /** After a crash: what this very row decided already. */
  async function decidedByThisRow(row: MessageInbox, person: Member): Promise<Prompt | null> {
    if (row.attempts === 0) return null;
    return room.store.prompts
      .findOne({ workspace: person.workspace, user: person.user, decidedBy: row._id })
      .lean<Prompt>();
  }
}

/** When it was sent by the platform's clock; platforms that tell whole seconds mean the end of that second. */
export function sentBy(row: MessageInbox): Date {
  const sent = Date.parse(row.body.sentAt);
  if (Number.isNaN(sent)) return row.receivedAt;
  return new Date(sent % 1000 === 0 ? sent + 999 : sent);
}
