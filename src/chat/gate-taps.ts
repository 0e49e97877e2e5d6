import { showGate } from './gate-card.ts';
import { standsIn } from './places.ts';
import type { Room } from './room.ts';
import { type Tap, type TapHandlers, tell } from './tap.ts';
import { texts } from './texts.ts';
import type { TurnOutcome } from './types.ts';

/** Decisions of gates. The run itself decides whether one counts; the card only follows. */
export function gateTaps(room: Room): TapHandlers {
  const { automation, prompts, store, people } = room;

  const decide =
    (decision: 'approve' | 'reject') =>
    async (tap: Tap): Promise<TurnOutcome> => {
      const ref = tap.choice.value;
      const [executionId = '', step = '', iteration = ''] = ref.split(':');
      const owner = await store.ownerOf('execution', executionId);
      if (!owner?.user) return tell(room, tap, texts.unknownButton);
      if (owner.workspace !== tap.person.workspace || owner.user !== tap.person.user) {
        const member = await people.member(owner.workspace, owner.user);
        return tell(room, tap, texts.onlyOwner(member?.name ?? 'its owner'));
      }
      const prompt = await prompts.find(owner.workspace, 'gate', ref);
      if (!prompt) return tell(room, tap, texts.unknownButton);
      if (!standsIn(prompt, tap.thread)) return tell(room, tap, texts.elsewhere);
      const outcome = await automation.decide(tap.person, executionId, {
        step,
        iteration: Number(iteration) || 0,
        decision,
        actionId: tap.row,
        seal: prompt.detail.seal ?? '',
      });
      if (outcome.result !== 'accepted') {
        await showGate(room, executionId, step, Number(iteration) || 0);
        return tell(room, tap, outcome.text);
      }
      const word = decision === 'approve' ? texts.gateOver.approved : texts.gateOver.rejected;
      const line = texts.by(word, tap.person.name, room.clock.now(), tap.person.timeZone);
      if (await prompts.claim(prompt, tap.row)) {
        await prompts.close(prompt, line);
        await showGate(room, executionId, step, Number(iteration) || 0, line);
      }
      return { kind: 'say', text: line };
    };

  return { 'gate.approve': decide('approve'), 'gate.reject': decide('reject') };
}
