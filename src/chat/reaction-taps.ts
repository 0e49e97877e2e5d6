import type { Definition } from '../automation/definition.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { VersionRow, WorkflowRow } from '../store/workflows.ts';
import { isNo, isYes, noOf, yesOf } from './answers.ts';
import { placeOfRef } from './asked.ts';
import { delivered, type Prompt } from './prompts.ts';
import { quotedPrompt, quotesEarlier } from './quoted.ts';
import { REACTION } from './reactions.ts';
import type { Room } from './room.ts';
import type { Tap, TapHandlers } from './tap.ts';
import { texts } from './texts.ts';
import type { TurnOutcome } from './types.ts';

/** Most reactions are courtesy: nothing is said to those. */
const NOTHING: TurnOutcome = { kind: 'say', text: '' };

/**
 * An emoji put on a card (D26): it decides only where nothing leaves by it, that is, where no step of what it lets run moves
 * money, writes or tells anybody anything. Elsewhere whoever reacted is told once how to answer.
 */
export function reactionTaps(room: Room, carryOut: (tap: Tap) => Promise<TurnOutcome>): TapHandlers {
  const { store } = room;

  /** The definition a card lets run; null where that is not known, or more may come of it than the definition says. */
  async function lets(prompt: Prompt): Promise<Definition | null> {
    const { workspace } = prompt;
    if (prompt.kind === 'gate' || prompt.kind === 'ask') {
      const { executionId } = placeOfRef(prompt.ref);
      const run = await store.executions.findOne({ _id: executionId, workspace }).lean<ExecutionRow>();
      // What a run that waits for this one goes on to do is not looked into.
      if (!run || run.parent) return null;
      const version = await store.versions
        .findOne({ _id: `${run.workflow}:${run.version}`, workspace })
        .lean<VersionRow>();
      return version?.definition ?? null;
    }
    if (prompt.kind === 'draft')
      return (await store.drafts.findOne({ _id: prompt.ref, workspace }).lean())?.definition ?? null;
    const act = prompt.detail.act as { command?: string; workflow?: { id: string } | null } | undefined;
    if (prompt.kind !== 'confirm' || act?.command !== 'run' || !act.workflow) return null;
    return (await store.workflows.findOne({ _id: act.workflow.id, workspace }).lean<WorkflowRow>())?.definition ?? null;
  }

  /** What a yes or a no is on this card. */
  function meant(prompt: Prompt, yes: boolean): Prompt['detail']['choices'][number] | null {
    const said = yes ? yesOf(prompt) : noOf(prompt);
    if (said || prompt.kind !== 'ask') return said;
    return prompt.detail.choices.find((choice) => (yes ? isYes : isNo)(choice.label)) ?? null;
  }

  /** Why it decides nothing; null where it does. */
  async function whyNot(tap: Tap, prompt: Prompt, replyTo: string): Promise<'leaves' | 'early' | 'earlier' | null> {
    const definition = await lets(prompt);
    if (definition === null || room.leaves(definition)) return 'leaves';
    if (!delivered(prompt, tap.sentAt)) return 'early';
    return (await quotesEarlier(room, tap.person, { thread: tap.thread, replyTo })) ? 'earlier' : null;
  }

  async function reacted(tap: Tap): Promise<TurnOutcome> {
    const replyTo = tap.messageId;
    if (replyTo === undefined) return NOTHING;
    const prompt = await quotedPrompt(room, tap.person, { thread: tap.thread, replyTo });
    if (!prompt || (prompt.state === 'closed' && prompt.decidedBy !== tap.row)) return NOTHING;
    const yes = tap.choice.value === 'yes';
    const choice = meant(prompt, yes);
    const why = choice && prompt.state === 'open' ? await whyNot(tap, prompt, replyTo) : null;
    if (choice && why === null) return carryOut({ ...tap, choice: { name: choice.name, value: choice.value } });
    const { title } = prompt.detail;
    const text =
      why === 'early'
        ? texts.reactionEarly(title)
        : why === 'earlier'
          ? texts.reactionEarlier(title)
          : texts.reaction(choice?.label ?? null, yes);
    // Once a card: who goes on reacting is not told so each time.
    await room.outbox.post(
      tap.thread,
      `${REACTION}:${prompt._id}${why === 'early' || why === 'earlier' ? `:${why}` : ''}`,
      text,
      prompt.user === tap.person.user ? {} : { only: tap.author },
    );
    return { kind: 'say', text };
  }

  return { [REACTION]: reacted };
}
