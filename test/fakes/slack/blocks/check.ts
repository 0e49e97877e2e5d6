import { Refused } from '../refused.ts';
import type { State } from '../state.ts';

/** Refuses blocks of a message that Slack would refuse. */
export function checkMessageBlocks(_state: State, _team: string, blocks: unknown[]): void {
  if (blocks.length > 50) {
    throw new Refused('invalid_blocks', {
      response_metadata: { messages: ['[ERROR] no more than 50 items allowed [json-pointer:/blocks]'] },
    });
  }
}
