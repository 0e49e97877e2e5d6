import type { PlannerReply } from '../types.ts';
import { LEAVE } from './answers.ts';
import { comparesAny } from './currencies.ts';
import { type Dialog, NOTHING } from './dialog.ts';
import { holesOf } from './holes.ts';
import { definitionOf } from './naming.ts';
import { asksForDeed, notUnderstood } from './not-understood.ts';
import { withFields } from './placeholders.ts';
import { nothingToDo, question, refused } from './questions.ts';
import type { Sketch } from './sketch.ts';
import type { Turn } from './turn.ts';
import { wonder } from './unheard.ts';
import { say } from './words.ts';

/** Asks for what is missing, or proposes what passes the checks. */
export function finish(turn: Turn, whole: Sketch): PlannerReply {
  const { input, catalogue, dialog } = turn;
  const sketch = withFields(withoutStranger(withoutPlaced(whole)), catalogue, turn.the.owner);
  if (sketch.cannot) return notUnderstood(turn, sketch);
  const lasting = { next: dialog.next, workflow: dialog.workflow, ...(dialog.past ? { past: dialog.past } : {}) };
  const kept: Dialog = { ...NOTHING, sketch, ...lasting };
  if (sketch.steps.every((step) => step.service === 'flow' && step.action !== 'run_workflow'))
    return nothingToDo(sketch, kept, dialog);
  const holes = holesOf(sketch, catalogue);
  if (holes.length > 0) return question(holes, kept, dialog, LEAVE.test(input.text.trim()) ? null : input.text.trim());
  const definition = definitionOf(
    sketch,
    catalogue,
    input.workflows,
    (input.draft || dialog.workflow) && sketch.name ? sketch.name : null,
  );
  const findings = input.check(definition);
  if (findings.length > 0) return refused(sketch, findings, kept, { catalogue, home: turn.the.currency });
  const byHand = sketch.triggers.every((trigger) => trigger.type === 'manual');
  const assumptions = [
    ...new Set([
      ...sketch.assumptions.filter((one) => (byHand || one !== say.byHand) && one !== say.anyCurrency),
      ...(sketch.triggers.length === 0 ? [say.byHand] : []),
      ...(comparesAny(sketch, catalogue) ? [say.anyCurrency] : []),
    ]),
  ];
  return {
    kind: 'propose',
    definition,
    assumptions,
    ...(dialog.next ? { text: say.next(dialog.next.slice(0, 160)) } : {}),
    ...(dialog.workflow ? { workflow: dialog.workflow } : {}),
    ...(input.draft && dialog.past?.at(-1) === input.draft.definition ? { revises: true } : {}),
    dialog: { ...NOTHING, ...lasting },
  };
}

const plain = (words: string): string => words.replace(/(?:[\s.!?,]|→|->|=>)+$/, '').replace(/^(?:[\s,]|→|->|=>)+/, '');

/** An address that had no place and stands in an answer since is asked about no more. */
function withoutPlaced(sketch: Sketch): Sketch {
  const hole = sketch.extra.find((one) => one.kind === 'unheard');
  const things = (hole?.words ?? []).filter((words) => /^(?:https?:\/\/|#|\+\d|[^\s@]+@)[^\s]+$/.test(words));
  if (!hole || things.length === 0) return sketch;
  const written = JSON.stringify(sketch.steps);
  const left = (hole.words ?? []).filter((words) => !things.includes(words) || !written.includes(words));
  if (left.length === hole.words?.length) return sketch;
  const next: Sketch = { ...sketch, extra: sketch.extra.filter((one) => one !== hole) };
  wonder(next, left, hole.heavy);
  return next;
}

/** Where the rest can be done, what cannot is asked about instead of refusing all of it. */
function withoutStranger(sketch: Sketch): Sketch {
  const { cannot } = sketch;
  if (!cannot || sketch.steps.every((step) => step.service === 'flow')) return sketch;
  const next: Sketch = { ...sketch, cannot: null, extra: [...sketch.extra] };
  const words = plain(cannot);
  const deed = asksForDeed(words);
  if (next.extra.some((hole) => hole.kind === 'unheard')) wonder(next, [words]);
  else
    next.extra.push({
      name: 'unclear',
      label: 'what was not clear',
      ask: deed ? say.rest(words) : say.unheard([words]),
      step: -1,
      params: [],
      kind: 'unheard',
      words: [words],
      heavy: true,
      options: deed ? say.rests : say.leaveOut,
    });
  return next;
}
