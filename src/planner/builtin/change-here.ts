import type { KnownWorkflow, PlannerReply } from '../types.ts';
import { changed } from './changes.ts';
import { NOTHING } from './dialog.ts';
import { isWhole } from './draft-changes.ts';
import { ordered } from './meant-here.ts';
import { finish } from './proposing.ts';
import { readRequest } from './read.ts';
import { sketchOf } from './sketch.ts';
import { keep, type Turn } from './turn.ts';
import { say } from './words.ts';

/** Sentences about the workflow that is talked of in this thread, with no card open: looked at, or changed, without its name. */

const POLITE = '^(?:(?:please|ok(?:ay)?|and|now|so|hey|can you|could you)[,\\s]+)*';
const END = '(?: (?:now|please|again|so far|at the moment))*[\\s?.!]*$';
const HISTORY = new RegExp(
  `${POLITE}(?:(?:show|give|see|list|view)(?: me)? )?(?:(?:the|its|all) )*(?:run )?(?:history|past runs|earlier runs|previous runs|runs|executions|log)${END}`,
  'i',
);
const SHOW = new RegExp(
  `${POLITE}(?:(?:show|tell|give)(?: me)? )?(?:(?:the|its|this|that) (?:card|workflow|automation|details|steps)|what (?:it|this|that) does|what does (?:it|this|that) do|how it (?:works|looks)|it)${END}`,
  'i',
);
/** What can only be about something there is. */
const CHANGES =
  /^(?:(?:please|ok(?:ay)?|and|no|actually|sorry|oh|but|wait|hmm+|can you|could you|i want to|i'd like to|let's)[,\s]+)*(?:make (?:it|that|them|this|the)|change|update|edit|set (?:it|the|its)|move (?:it|that)|reschedule|adjust|switch (?:it|to)|only|not|skip|drop|remove|leave out|also|add|use|put|say|send it|do it (?:on|at|every)|run it (?:on|at|every|only)|it should|the (?:subject|text|message|time|amount|recipient|number|address|channel|day|title) (?:should|is|must)|in both|instead)\b/i;

/** The workflow talked of here, else the only one that is told in this thread. */
export function talkedOf({ input }: Turn): KnownWorkflow | null {
  const live = input.workflows.filter((one) => one.status !== 'deleted');
  const here = live.filter((one) => one.here === true);
  return live.find((one) => one.id === input.about) ?? (here.length === 1 ? (here[0] ?? null) : null);
}

/** "history", "show me what it does now"; null where nothing is talked of here. */
export function lookHere(turn: Turn, text: string): PlannerReply | null {
  const workflow = turn.input.draft ? null : talkedOf(turn);
  if (!workflow || text.length > 80) return null;
  const command = HISTORY.test(text) ? 'history' : SHOW.test(text) ? 'show' : null;
  return command && ordered(turn, { command, target: workflow.name });
}

/** "change the recipient to …", "make it 15,000": a new version of it. Null for a request that stands for itself. */
export function changeHere(turn: Turn, text: string): PlannerReply | null {
  const { input, lexicon, the, dialog } = turn;
  const workflow = talkedOf(turn);
  if (input.draft || !workflow?.definition || !CHANGES.test(text) || isWhole(text, turn)) return null;
  const fresh = readRequest(lexicon, text, the);
  const starts = fresh.triggers.some((trigger) => trigger.type !== 'manual');
  if (
    fresh.steps.length > 0 &&
    starts &&
    !fresh.cannot &&
    !/\b(?:make|change|update|set) (?:it|that|this|the)\b/i.test(text)
  )
    return null;
  const next = changed(sketchOf(workflow.definition, []), text, { lexicon, the });
  const of = { id: workflow.id, baseVersion: workflow.version };
  if (next && next.steps.length > 0)
    return finish({ ...turn, dialog: { ...NOTHING, next: dialog.next, workflow: of } }, next);
  if (next) return keep(dialog, { kind: 'say', text: say.onlyThing });
  if (fresh.steps.length > 0 && !fresh.cannot) return null;
  return keep(dialog, {
    kind: 'ask',
    text: say.notUnderstoodIn(workflow.name),
    missing: [{ name: 'change', label: 'the change' }],
    waitsNot: true,
  });
}
