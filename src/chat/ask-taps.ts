import type { Json } from '../automation/definition.ts';
import type { StepRow } from '../store/runs.ts';
import { fileIn } from './answer-file.ts';
import { answeredLine } from './ask-card.ts';
import { showAsk } from './ask-show.ts';
import { placeOfRef, promptFor } from './asked.ts';
import { platformOf } from './conversations.ts';
import { ANYONE, type Prompt } from './prompts.ts';
import type { Room } from './room.ts';
import { saidDate } from './said-date.ts';
import { type Tap, type TapHandlers, tell } from './tap.ts';
import { texts } from './texts.ts';
import { askedTexts } from './texts-asked.ts';
import type { TurnOutcome } from './types.ts';

interface Admitted {
  prompt: Prompt;
  question: NonNullable<StepRow['question']>;
  home: string | null;
}

/** Answers to questions of runs: an option, a form, or what was written. The run itself decides whether one fits. */
export function askTaps(room: Room): TapHandlers {
  const { automation, prompts, store } = room;

  async function admitted(tap: Tap, ref: string): Promise<Admitted | TurnOutcome> {
    const { executionId, path, iteration } = placeOfRef(ref);
    const owner = await store.ownerOf('execution', executionId);
    if (!owner?.user) return tell(room, tap, texts.unknownButton);
    const { workspace } = owner;
    const [step, execution] = await Promise.all([
      store.steps.findOne({ workspace, execution: executionId, path, iteration }, { question: 1 }).lean<StepRow>(),
      store.executions.findOne({ _id: executionId, workspace }, { thread: 1 }).lean(),
    ]);
    if (!step?.question) return tell(room, tap, texts.unknownButton);
    const where = { workspace, owner: owner.user, ref, user: tap.person.user, thread: tap.thread };
    const found = workspace === tap.person.workspace ? await promptFor(room, 'ask', where) : null;
    if (!found) return tell(room, tap, askedTexts.onlyTheyAnswer(step.question.names));
    if (!found.here) return tell(room, tap, texts.elsewhere);
    const home = execution?.thread ? platformOf(execution.thread) : null;
    return { prompt: found.prompt, question: step.question, home };
  }

  async function answer(tap: Tap, ref: string, given: (question: Admitted['question']) => Json): Promise<TurnOutcome> {
    const at = await admitted(tap, ref);
    if (!('prompt' in at)) return at;
    const { prompt, question, home } = at;
    const { executionId, path, iteration } = placeOfRef(ref);
    const value = given(question);
    const outcome = await automation.answer(tap.person, executionId, {
      step: path,
      iteration,
      value,
      actionId: tap.row,
      where: platformOf(tap.thread),
      ...(prompt.detail.seal && { seal: prompt.detail.seal }),
      ...(prompt.user === ANYONE && question.channel !== null && { channel: question.channel }),
    });
    if (outcome.result === 'misfit') return tell(room, tap, askedTexts.stillAsked(outcome.text, question.text));
    if (outcome.result !== 'accepted') {
      await showAsk(room, executionId, path, iteration);
      return tell(room, tap, outcome.text);
    }
    const { name, timeZone } = tap.person;
    const line = answeredLine(value, name, platformOf(tap.thread), room.clock.now(), timeZone, home);
    if (prompt.user !== ANYONE) await prompts.claim(prompt, tap.row);
    await showAsk(room, executionId, path, iteration, line);
    return { kind: 'say', text: line };
  }

  /** What was written or filled in, as the kind of answer that is wanted. */
  const meant =
    (tap: Tap, text: string) =>
    (question: Admitted['question']): Json => {
      if (question.kind === 'date') return saidDate(text, room.clock.now(), tap.person.timeZone) ?? text;
      if (question.kind === 'file') return fileIn(text);
      return text;
    };

  return {
    async 'ask.option'(tap) {
      const at = tap.choice.value.lastIndexOf('|');
      const index = Number(tap.choice.value.slice(at + 1));
      return answer(tap, tap.choice.value.slice(0, at), (question) => question.options[index] ?? '');
    },
    async 'ask.answer'(tap) {
      const text = tap.values?.answer;
      if (text !== undefined) return answer(tap, tap.choice.value, meant(tap, text));
      const at = await admitted(tap, tap.choice.value);
      return 'prompt' in at ? tell(room, tap, askedTexts.write[at.question.kind]) : at;
    },
  };
}
