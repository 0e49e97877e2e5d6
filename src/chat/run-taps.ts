import { AppError } from '../errors.ts';
import { doubtfulCard } from './doubtful-card.ts';
import { closeGoneOn } from './gone-on.ts';
import { standsIn } from './places.ts';
import type { Prompt } from './prompts.ts';
import type { Room } from './room.ts';
import { settleEverywhere } from './settle.ts';
import { errorText, type Tap, type TapHandlers, tell } from './tap.ts';
import { texts } from './texts.ts';
import { failureTexts } from './texts-failure.ts';
import type { Card, TurnOutcome } from './types.ts';
import { undoCard } from './undo-card.ts';

/** What to do about a run that failed (D22). The card's question is answered once; Run from the start is confirmed first. */
export function runTaps(room: Room): TapHandlers {
  const { automation, prompts, store, clock } = room;

  /** The failure's prompt if this tap may answer it; otherwise the answer that was given. */
  async function admitted(tap: Tap, claim: boolean): Promise<Prompt | TurnOutcome> {
    const executionId = tap.choice.value;
    const owner = await store.ownerOf('execution', executionId);
    if (!owner?.user) return tell(room, tap, texts.unknownButton);
    if (owner.workspace !== tap.person.workspace || owner.user !== tap.person.user) {
      const member = await room.people.member(owner.workspace, owner.user);
      return tell(room, tap, texts.onlyOwner(member?.name ?? 'its owner'));
    }
    const prompt = await prompts.find(owner.workspace, 'failure', executionId);
    if (!prompt) return tell(room, tap, texts.unknownButton);
    if (!standsIn(prompt, tap.thread)) return tell(room, tap, texts.elsewhere);
    const mine =
      prompt.state === 'open' ? !claim || (await prompts.claim(prompt, tap.row)) : prompt.decidedBy === tap.row;
    return mine ? prompt : tell(room, tap, texts.alreadyDecided);
  }

  const settle = (prompt: Prompt, outcome: string, by: string) => settleEverywhere(room, prompt, outcome, `by:${by}`);

  const again =
    (from: 'failure' | 'start', repeatDoubtful: boolean, how?: 'skip' | 'change') =>
    async (tap: Tap): Promise<TurnOutcome> => {
      if (how === 'change' && !tap.values) return tell(room, tap, failureTexts.changeHow);
      const prompt = await admitted(tap, true);
      if (!('_id' in prompt)) return prompt;
      try {
        await automation.retry(tap.person, tap.choice.value, from, {
          key: tap.row,
          ...(repeatDoubtful ? { repeatDoubtful } : {}),
          ...(how === 'skip' && { skip: true }),
          ...(how === 'change' && tap.values && { change: tap.values }),
        });
      } catch (error) {
        if (error instanceof AppError) await prompts.reopen(prompt, tap.row);
        const { workspace } = prompt;
        if (await closeGoneOn(room, tap.person, { workspace, _id: tap.choice.value })) throw error;
        if (error instanceof AppError && error.code === 'conflict' && from === 'failure' && !repeatDoubtful && !how) {
          return askDoubtful(tap, prompt, errorText(error));
        }
        throw error;
      }
      const { name, timeZone } = tap.person;
      const words = from === 'failure' ? texts.retried : texts.restarted;
      const now = clock.now();
      const outcome = how ? failureTexts.when(failureTexts.said[how](name), now, timeZone) : words(name, now, timeZone);
      await settle(prompt, outcome, tap.row);
      return { kind: 'say', text: outcome };
    };

  function askDoubtful(tap: Tap, prompt: Prompt, why: string): Promise<TurnOutcome> {
    const on = { repeat: 'run.repeat', leave: 'run.leave', why };
    return tell(room, tap, doubtfulCard(prompt, tap.choice.value, on), 'run:ask');
  }

  /** Everything it did would be done again: said first, done on a yes. */
  async function restart(tap: Tap): Promise<TurnOutcome> {
    const prompt = await admitted(tap, false);
    if (!('_id' in prompt)) return prompt;
    const { steps } = await automation.execution(tap.person, tap.choice.value);
    const done = steps.filter((step) => step.state === 'success' && step.service !== 'flow' && step.report);
    const repeats = done.map((step) => step.report ?? '').slice(0, 10);
    const card: Card = {
      title: texts.restartTitle(prompt.detail.title),
      body: [{ kind: 'text', text: repeats.length > 0 ? texts.restartEffects(repeats) : texts.restartClean }],
      choices: [
        { name: 'run.restart.yes', value: tap.choice.value, label: texts.fromStart, style: 'danger' },
        { name: 'run.restart.no', value: tap.choice.value, label: texts.no },
      ],
    };
    return tell(room, tap, card, 'run:ask');
  }

  async function leave(tap: Tap): Promise<TurnOutcome> {
    const prompt = await admitted(tap, true);
    if (!('_id' in prompt)) return prompt;
    await settle(prompt, texts.left, tap.row);
    return { kind: 'say', text: texts.left };
  }

  /** Taking back is said first, and done on a yes. */
  async function undo(tap: Tap): Promise<TurnOutcome> {
    const prompt = await admitted(tap, false);
    if (!('_id' in prompt)) return prompt;
    const { value } = tap.choice;
    const choices = { yes: 'run.undo.yes', no: 'run.restart.no', value };
    return tell(room, tap, await undoCard(room, tap.person, value, prompt.detail.title, choices), 'run:ask');
  }

  async function undoNow(tap: Tap): Promise<TurnOutcome> {
    const prompt = await admitted(tap, true);
    if (!('_id' in prompt)) return prompt;
    try {
      await automation.recovery?.undo(tap.person, tap.choice.value);
    } catch (error) {
      if (error instanceof AppError) await prompts.reopen(prompt, tap.row);
      throw error;
    }
    const said = failureTexts.said.undo(tap.person.name);
    const outcome = failureTexts.when(said, clock.now(), tap.person.timeZone);
    await settle(prompt, outcome, tap.row);
    return { kind: 'say', text: outcome };
  }

  return {
    'run.skip': again('failure', false, 'skip'),
    'run.change': again('failure', false, 'change'),
    'run.undo': undo,
    'run.undo.yes': undoNow,
    'run.retry': again('failure', false),
    'run.repeat': again('failure', true),
    'run.restart': restart,
    'run.restart.yes': again('start', false),
    'run.restart.no': (tap) => tell(room, tap, texts.left),
    'run.leave': leave,
  };
}
