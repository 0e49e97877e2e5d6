import type { Definition, Json, Policy, Step, Trigger } from '../../automation/definition.ts';

/** A workflow while it is being talked about: a definition with holes. Plain JSON, kept in the dialog. */

export interface Hole {
  /** What the question calls it; `time`, `trigger` for when. */
  name: string;
  label: string;
  ask: string;
  /** Index of the step; -1 for what starts it. */
  step: number;
  /** Parameters it fills. */
  params: string[];
  kind: string;
  options?: string[];
  suggest?: string;
  /** What was not clear, in the person's words. */
  words?: string[];
  /** Words that turn the meaning: only "leave it out" drops them, not "you decide". */
  heavy?: boolean;
  /** It was explained that only they can say it. */
  told?: boolean;
}

export interface Sketch {
  text: string;
  triggers: Trigger[];
  steps: Step[];
  policy: Policy;
  name: string | null;
  assumptions: string[];
  notes: string[];
  /** What about the time is open. */
  when: { needs: string; words: string; zones: string[] } | null;
  /** Words of each step's clause, for suggestions. */
  said: string[];
  /** `step:param` a person left to us, or that was read as not needed. */
  settled: string[];
  /** Holes found while reading that are not parameters: a condition nobody could read. */
  extra: Hole[];
  /** Names of fields that were said to come in. */
  told: string[];
  /** A second automation of the same message. */
  next: string | null;
  /** What was asked for and cannot be done, in the person's words. */
  cannot: string | null;
}

export const emptySketch = (text: string): Sketch => ({
  text,
  triggers: [],
  steps: [],
  policy: {},
  name: null,
  assumptions: [],
  notes: [],
  when: null,
  said: [],
  settled: [],
  extra: [],
  told: [],
  next: null,
  cannot: null,
});

/** Every template in a value, with the values around it. */
export function strings(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(strings);
  if (value !== null && typeof value === 'object') return Object.values(value).flatMap(strings);
  return [];
}

/** Steps an expression or a parameter reads. */
export const readsSteps = (step: Step): string[] =>
  [...[...strings(step.params), step.condition ?? '', step.for_each ?? ''].join('\n').matchAll(/\b(step_\d+)\b/g)].map(
    (found) => found[1] ?? '',
  );

/** A definition that is talked about again. */
export function sketchOf(definition: Definition, assumptions: string[]): Sketch {
  return {
    ...emptySketch(definition.description),
    name: definition.name,
    triggers: structuredClone(definition.triggers),
    steps: structuredClone(definition.steps),
    policy: structuredClone(definition.policy),
    assumptions: [...assumptions],
    said: definition.steps.map(() => ''),
  };
}

/** Said in other words now, or all of it left to us: what was not clear before no longer is. What they do not speak of stays open. */
export const clear = (sketch: Sketch, words?: string): Sketch => ({
  ...sketch,
  extra: sketch.extra.filter((hole) => hole.kind !== 'unheard' || (words !== undefined && !shares(hole, words))),
});

const telling = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]{4,}|\d+/gu) ?? [];

function shares({ words = [] }: Hole, text: string): boolean {
  const said = new Set(telling(text));
  return words.some((one) => telling(one).some((word) => said.has(word)));
}
