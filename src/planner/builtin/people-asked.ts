import { gatesIn } from './asking-gates.ts';
import { questionsIn } from './asking-questions.ts';
import type { Lexicon } from './lexicon.ts';
import type { Source } from './mask.ts';
import { subWorkflowsIn } from './sub-workflows.ts';
import type { Pause } from './waits.ts';
import { eventWaitsIn } from './waits-event.ts';

export interface Controlled {
  pauses: Pause[];
  /** The mask without what they were said with. */
  rest: string;
  assumptions: string[];
}

/** What a request says besides orders to services: whom it asks, which workflow it runs, what it waits for. */
export function controlIn(lexicon: Lexicon, source: Source, workflows: string[]): Controlled {
  const gates = gatesIn(source, source.masked);
  const questions = questionsIn(lexicon, source, gates.rest);
  const children = subWorkflowsIn(source, questions.rest, workflows);
  const waits = eventWaitsIn(lexicon, children.rest);
  const pauses = [...gates.pauses, ...questions.pauses, ...children.pauses, ...waits.pauses];
  return { pauses: pauses.sort((one, other) => one.at - other.at), rest: waits.rest, assumptions: waits.assumptions };
}
