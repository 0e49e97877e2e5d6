import { withoutChoices } from './draft-card.ts';
import { findLine } from './outbox.ts';
import { placesOf } from './places.ts';
import type { Prompt } from './prompts.ts';
import type { Room } from './room.ts';

/** Closes a prompt and takes the choices off its card in every place, with how it ended as the last line. */
export async function settleEverywhere(room: Room, prompt: Prompt, outcome: string, by: string): Promise<void> {
  await room.prompts.close(prompt, outcome);
  for (const { thread, key } of placesOf(prompt)) {
    const content = (await findLine(room.store, thread, key))?.content;
    if (!content || typeof content === 'string') continue;
    await room.outbox.update(thread, key, withoutChoices(content, outcome), by);
  }
}
