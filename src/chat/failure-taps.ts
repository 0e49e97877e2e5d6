import { doubtfulCard } from './doubtful-card.ts';
import { standsIn } from './places.ts';
import type { Prompt } from './prompts.ts';
import type { Room } from './room.ts';
import { settleEverywhere } from './settle.ts';
import { type Tap, type TapHandlers, tell } from './tap.ts';
import { texts } from './texts.ts';
import { failureTexts } from './texts-failure.ts';
import type { TurnOutcome } from './types.ts';
import { undoCard } from './undo-card.ts';

type Choice = 'retry' | 'skip' | 'change' | 'undo' | 'stop';

/** What a run that waits after a failure is told. The run itself decides whether it counts; the card only follows. */
export function failureTaps(room: Room): TapHandlers {
  const { automation, prompts, store, people, clock } = room;

  async function admitted(tap: Tap): Promise<{ prompt: Prompt; execution: string; round: number } | TurnOutcome> {
    const ref = tap.choice.value;
    const [execution = '', round = ''] = ref.split(':');
    const owner = await store.ownerOf('execution', execution);
    if (!owner?.user) return tell(room, tap, texts.unknownButton);
    if (owner.workspace !== tap.person.workspace || owner.user !== tap.person.user) {
      const member = await people.member(owner.workspace, owner.user);
      return tell(room, tap, texts.onlyOwner(member?.name ?? 'its owner'));
    }
    const prompt = await prompts.find(owner.workspace, 'failure', ref);
    if (!prompt) return tell(room, tap, texts.unknownButton);
    if (!standsIn(prompt, tap.thread)) return tell(room, tap, texts.elsewhere);
    return { prompt, execution, round: Number(round) };
  }

  const choose =
    (choice: Choice, repeat = false) =>
    async (tap: Tap): Promise<TurnOutcome> => {
      const found = await admitted(tap);
      if (!('prompt' in found)) return found;
      const { prompt, execution, round } = found;
      if (choice === 'change' && !tap.values) return tell(room, tap, failureTexts.changeHow);
      const { asking } = (await automation.execution(tap.person, execution)).execution;
      const fresh = asking?.round === round && asking.decided === null;
      if (fresh && asking.doubtful && choice === 'retry' && !repeat) return askDoubtful(tap, prompt);
      const outcome = await automation.recovery?.choose(tap.person, execution, {
        round,
        choice,
        actionId: tap.row,
        ...(tap.values && { values: tap.values }),
        ...(repeat && { repeat }),
      });
      if (outcome?.result !== 'accepted') return tell(room, tap, outcome?.text ?? texts.unknownButton);
      const line = failureTexts.when(failureTexts.said[choice](tap.person.name), clock.now(), tap.person.timeZone);
      if (await prompts.claim(prompt, tap.row)) await settleEverywhere(room, prompt, line, `by:${tap.row}`);
      return { kind: 'say', text: line };
    };

  function askDoubtful(tap: Tap, prompt: Prompt): Promise<TurnOutcome> {
    const on = { repeat: 'fail.repeat', leave: 'fail.no', why: failureTexts.maybe };
    return tell(room, tap, doubtfulCard(prompt, tap.choice.value, on), 'run:ask');
  }

  /** Taking back is said first, and done on a yes. */
  async function undo(tap: Tap): Promise<TurnOutcome> {
    const found = await admitted(tap);
    if (!('prompt' in found)) return found;
    const card = await undoCard(room, tap.person, found.execution, found.prompt.detail.title, {
      yes: 'fail.undo.yes',
      no: 'fail.no',
      value: tap.choice.value,
    });
    return tell(room, tap, card, 'run:ask');
  }

  return {
    'fail.retry': choose('retry'),
    'fail.repeat': choose('retry', true),
    'fail.skip': choose('skip'),
    'fail.change': choose('change'),
    'fail.undo': undo,
    'fail.undo.yes': choose('undo'),
    'fail.stop': choose('stop'),
    'fail.no': (tap) => tell(room, tap, texts.left),
  };
}
