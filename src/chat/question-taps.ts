import { AppError } from '../errors.ts';
import { type CommandAct, carryOutCommand } from './commands.ts';
import { asThread } from './conversations.ts';
import { standsIn } from './places.ts';
import type { Prompt } from './prompts.ts';
import type { Room } from './room.ts';
import { runKeyOf } from './run-deeds.ts';
import { settleEverywhere } from './settle.ts';
import { type Tap, type TapHandlers, tell } from './tap.ts';
import { texts } from './texts.ts';
import type { Message, TurnOutcome } from './types.ts';

/** Options of a question, and yes or no to something that was asked back. Their value is `prompt ref` and, for options, `|index`. */
export function questionTaps(room: Room): TapHandlers {
  const { prompts, store } = room;

  async function admitted(tap: Tap, kind: Prompt['kind'], ref: string): Promise<Prompt | TurnOutcome> {
    const prompt = await prompts.find(tap.person.workspace, kind, ref);
    if (!prompt) return foreign(tap);
    if (prompt.user !== tap.person.user) return foreign(tap);
    if (!standsIn(prompt, tap.thread)) return tell(room, tap, texts.elsewhere);
    if (!(await prompts.claim(prompt, tap.row))) return tell(room, tap, texts.answeredAlready);
    return prompt;
  }

  /** Not theirs, or nobody's: told apart only by whose conversation it is. */
  async function foreign(tap: Tap): Promise<TurnOutcome> {
    const owner = await store.ownerOf('conversation', tap.thread);
    const mine = owner?.user === tap.person.user;
    const member = owner?.user && !mine ? await room.people.member(owner.workspace, owner.user) : null;
    return tell(room, tap, member ? texts.onlyOwnerChanges(member.name) : texts.unknownButton);
  }

  const settle = (prompt: Prompt, outcome: string, by: string) => settleEverywhere(room, prompt, outcome, `by:${by}`);

  /** An option chosen is said in the person's name: it takes its turn like anything they say. */
  async function option(tap: Tap): Promise<TurnOutcome> {
    const at = tap.choice.value.lastIndexOf('|');
    const prompt = await admitted(tap, 'question', tap.choice.value.slice(0, at));
    if (!('_id' in prompt)) return prompt;
    const label = prompt.detail.choices.find((choice) => choice.value === tap.choice.value)?.label;
    if (label === undefined) {
      await prompts.reopen(prompt, tap.row);
      return tell(room, tap, texts.unknownButton);
    }
    await settle(prompt, texts.answered(label), tap.row);
    const said: Message = {
      id: `${tap.row.slice(tap.row.indexOf(':') + 1)}:answer`,
      thread: asThread(tap.thread),
      author: tap.author,
      text: label,
      attachments: [],
      sentAt: tap.sentAt.toISOString(),
    };
    await room.say(said);
    return { kind: 'say', text: texts.answered(label) };
  }

  const confirm = (yes: boolean) => async (tap: Tap) => {
    const prompt = await admitted(tap, 'confirm', tap.choice.value);
    if (!('_id' in prompt)) return prompt;
    const label = prompt.detail.choices.find((choice) => choice.name === tap.choice.name)?.label ?? '';
    const act = prompt.detail.act as Omit<CommandAct, 'key'> | undefined;
    try {
      if (!yes || !act) {
        await tell(room, tap, act?.workflow ? texts.kept(act.workflow.name) : texts.keptAll);
        await settle(prompt, texts.answered(label), tap.row);
        return { kind: 'say' as const, text: texts.keptAll };
      }
      const { content, outcome } = await carryOutCommand(room, tap.person, tap.thread, { ...act, key: tap.row });
      await settle(prompt, texts.answered(label), tap.row);
      await tell(room, tap, content);
      return outcome;
    } catch (error) {
      if (error instanceof AppError) await prompts.reopen(prompt, tap.row);
      throw error;
    }
  };

  /** One of several runs that can be meant. Being cut off is asked about once more. */
  async function which(tap: Tap): Promise<TurnOutcome> {
    const at = tap.choice.value.lastIndexOf('|');
    const prompt = await admitted(tap, 'confirm', tap.choice.value.slice(0, at));
    if (!('_id' in prompt)) return prompt;
    const act = prompt.detail.act as Omit<CommandAct, 'key'>;
    const run = tap.choice.value.slice(at + 1);
    const label = prompt.detail.choices.find((choice) => choice.value === tap.choice.value)?.label ?? '';
    const { content, outcome } = await carryOutCommand(room, tap.person, tap.thread, { ...act, run, key: tap.row });
    await settle(prompt, texts.answered(label), tap.row);
    await room.outbox.post(tap.thread, runKeyOf(tap.row), content);
    return outcome;
  }

  return { 'run.which': which, 'question.option': option, 'confirm.yes': confirm(true), 'confirm.no': confirm(false) };
}
