import type { Catalogue } from '../../connectors/catalogue.ts';
import type { KnownWorkflow, Planner, PlannerInput, PlannerReply } from '../types.ts';
import { type AnswerContext, answered, leftWith } from './answers.ts';
import { answerAside, asideIn, consents } from './aside.ts';
import { changed } from './changes.ts';
import { commandIn, matches, type Order, replyTo } from './commands.ts';
import { type Dialog, NOTHING } from './dialog.ts';
import { holesOf } from './holes.ts';
import { type Lexicon, lexiconOf } from './lexicon.ts';
import { maskOf } from './mask.ts';
import { definitionOf } from './naming.ts';
import { nothingToDo, question, refused } from './questions.ts';
import { type Reading, readRequest } from './read.ts';
import { clear, type Sketch, sketchOf } from './sketch.ts';
import { CANCEL, NEXT, talkIn, YES } from './talk.ts';
import { splitRequest } from './two.ts';
import { understood } from './understood.ts';
import { strangerIn } from './unknown.ts';
import { say } from './words.ts';

/** A planner without a model: deterministic, offline, driven by what the catalogue declares. Asks rather than guesses. */
export function createBuiltinPlanner({ catalogue }: { catalogue: Catalogue }): Planner {
  const lexicon = lexiconOf(catalogue);
  return async (input) => plan({ input, lexicon, catalogue, dialog: dialogOf(input.dialog), the: readingOf(input) });
}

interface Turn {
  input: PlannerInput;
  lexicon: Lexicon;
  catalogue: Catalogue;
  dialog: Dialog;
  the: Reading;
}

function dialogOf(kept: unknown): Dialog {
  if (typeof kept !== 'object' || kept === null || !('asked' in kept)) return NOTHING;
  return { ...NOTHING, ...(kept as Partial<Dialog>) };
}

const readingOf = (input: PlannerInput): Reading => ({
  now: input.now,
  timeZone: input.timeZone,
  currency: input.currency,
  owner: { email: input.owner.email, phone: input.owner.phone },
  workflows: input.workflows.filter((one) => one.status !== 'deleted').map((one) => one.name),
});

function plan(turn: Turn): PlannerReply {
  const { input, dialog, catalogue } = turn;
  const text = input.text.trim();
  const talk = talkIn(text);
  if (talk === 'empty' || talk === 'unreadable' || talk === 'tooLong')
    return keep(dialog, { kind: 'say', text: say[talk] });
  if (talk === 'help') return keep(dialog, { kind: 'say', text: say.help(catalogue) });
  if (dialog.order) return whichOne(turn, dialog.order);
  if (CANCEL.test(text))
    return input.draft || dialog.sketch
      ? { kind: 'act', command: 'cancel', workflow: null, needsConfirmation: false, text: say.dropped }
      : { kind: 'say', text: say.nothingOpen };
  if (dialog.asked.length === 0 || !dialog.sketch) {
    const order = commandIn(text, input.workflows);
    if (order) return ordered(order, input.workflows, dialog);
    if (NEXT.test(text))
      return dialog.next ? request({ ...turn, dialog: NOTHING }, dialog.next) : { kind: 'say', text: say.noNext };
  } else {
    const order = commandIn(text, input.workflows);
    if (order && text.split(/\s+/).length > 2) return ordered(order, input.workflows, dialog);
    const aside = asideIn(text, dialog.asked, turn.the.timeZone);
    return (aside && answerAside(aside, dialog, false)) ?? reply(turn, dialog.sketch, consents(text) ? 'yes' : text);
  }
  const aside = asideIn(text, [], turn.the.timeZone);
  const beside = aside && answerAside(aside, dialog, input.draft !== null);
  if (beside) return beside;
  if (talk === 'hello') return keep(dialog, { kind: 'say', text: say.hello('') });
  if (input.draft) {
    if (YES.test(text)) return keep(dialog, { kind: 'say', text: say.tapApprove });
    const change = changeDraft(turn, text);
    if (change) return change;
  }
  if (talk === 'thanks') return keep(dialog, { kind: 'say', text: say.thanks });
  const live = changeLive(turn, text);
  if (live) return live;
  return request(turn, text);
}

const keep = (dialog: Dialog, answer: PlannerReply): PlannerReply => ({ ...answer, dialog });

function ordered(order: Order, workflows: KnownWorkflow[], dialog: Dialog): PlannerReply {
  const { pending, ...answer } = replyTo(order, workflows);
  return pending ? { ...answer, dialog: { ...dialog, order: pending } } : { ...answer, dialog };
}

/** The answer to "which workflow?". */
function whichOne(turn: Turn, order: Order): PlannerReply {
  const { input, dialog } = turn;
  const rest = { ...dialog, order: null };
  if (CANCEL.test(input.text.trim())) return { kind: 'say', text: say.dropped, dialog: rest };
  const found = matches(input.text, input.workflows);
  if (order.command === 'rename' && !order.newName && found.length === 0)
    return ordered({ ...order, newName: input.text.trim() }, input.workflows, rest);
  if (found.length === 0) return plan({ ...turn, dialog: rest });
  return ordered({ ...order, target: input.text }, input.workflows, rest);
}

/** Answers to open questions; what is no answer may be a change to what is being built. */
function reply(turn: Turn, sketch: Sketch, text: string): PlannerReply {
  const { dialog, lexicon, the } = turn;
  const context: AnswerContext = { lexicon, the };
  if (dialog.asked.some((hole) => hole.kind === 'action')) {
    const more = readRequest(lexicon, text, the, sketch.triggers.length > 0 ? sketch : undefined);
    const starts = more.triggers.length > 0 || more.when !== null;
    if (more.steps.length === 0 && starts && !more.cannot)
      return finish(turn, { ...sketch, triggers: more.triggers, when: more.when ?? sketch.when });
    if (more.steps.length === 0) return finish(turn, { ...sketch, cannot: more.cannot ?? text.slice(0, 120) });
    return finish(turn, {
      ...more,
      text: `${sketch.text} ${text}`,
      triggers: more.triggers.length > 0 ? more.triggers : sketch.triggers,
      when: more.when ?? sketch.when,
    });
  }
  const besides = leftWith(text);
  const agreed =
    besides === null ? null : changed(clear(answered(sketch, dialog.asked, 'you decide', context)), besides, context);
  if (agreed) return finish(turn, agreed);
  const next = answered(sketch, dialog.asked, text, context);
  const same = JSON.stringify(next) === JSON.stringify(sketch);
  const change = same || corrects(text) ? changed(clear(sketch), text, context) : null;
  if (same && !change) {
    const fresh = readRequest(lexicon, text, the);
    if (fresh.steps.length > 0 && !fresh.cannot && fresh.triggers.length > 0)
      return finish({ ...turn, dialog: NOTHING }, fresh);
  }
  return finish(turn, change ?? next);
}

/** "actually make it 8" is a change even while something is asked. */
const corrects = (text: string): boolean =>
  /^(?:no,? |oh,? |wait,? |sorry,? )*(?:actually|make it|change (?:it|the)|instead|i meant)\b/i.test(text.trim()) &&
  !/["“:]/.test(text);

function changeDraft(turn: Turn, text: string): PlannerReply | null {
  const { input, lexicon, the, dialog } = turn;
  const { draft } = input;
  if (!draft || isWhole(text, turn)) return null;
  const next = changed(sketchOf(draft.definition, draft.assumptions), text, { lexicon, the });
  const workflow = draft.workflow ? { id: draft.workflow.id, baseVersion: draft.workflow.version } : null;
  if (next) return finish({ ...turn, dialog: { ...dialog, workflow } }, next);
  const fresh = readRequest(lexicon, text, the);
  if (fresh.steps.length > 0 && fresh.triggers.length > 0 && !fresh.cannot) return null;
  const stranger = strangerIn(maskOf(text, the.timeZone).masked, lexicon);
  if (stranger) return keep(dialog, { kind: 'say', text: say.cannotService(stranger) });
  return keep(dialog, {
    kind: 'ask',
    text: say.notUnderstoodChange,
    missing: [{ name: 'change', label: 'the change' }],
  });
}

/** A request that stands for itself, with its own start and its own receiver, is no change to the open card. */
function isWhole(text: string, { lexicon, the }: Turn): boolean {
  if (
    /^\W*(?:also|and|then|instead|make|change|only|add|but|actually|remove|skip|use|plus|set|move|no|not|send it|do it|run it)\b/i.test(
      text,
    )
  )
    return false;
  const fresh = readRequest(lexicon, text, the);
  const receiver = /[^\s@]+@[^\s@]+|\+\d{7,}|(?:^|\s)#[a-z]/i.test(text);
  return (
    receiver && fresh.steps.length > 0 && !fresh.cannot && fresh.triggers.some((trigger) => trigger.type !== 'manual')
  );
}

const CHANGE =
  /^(?:please |can you |could you |i want to |i'd like to )*(?:change|update|edit|modify|move|switch|make|set|reschedule|adjust)\b\s*(?:the |my )?(.*)$/i;

/** "change the weekly report to Tuesday": a new version of a live workflow. */
function changeLive(turn: Turn, text: string): PlannerReply | null {
  const { input, lexicon, the } = turn;
  const found = CHANGE.exec(text);
  const [first, second] = found ? matches(found[1] ?? '', input.workflows) : [];
  if (!found || !first || first.score < 0.6 || (second && first.score - second.score < 0.25)) return null;
  const { workflow } = first;
  if (!workflow.definition) return { kind: 'say', text: say.notUnderstoodChange };
  const words = new Set(workflow.name.toLowerCase().split(/\s+/));
  const rest = (found[1] ?? '')
    .split(/\s+/)
    .filter((word) => !words.has(word.toLowerCase().replace(/'s$/, '')) && !/^(?:workflow|automation)$/i.test(word))
    .join(' ');
  const sketch = sketchOf(workflow.definition, []);
  const context = { lexicon, the };
  const next =
    changed(sketch, rest.replace(/^(?:to|so that|so|and)\s+/i, ''), context) ??
    changed(sketch, `change ${rest}`, context) ??
    changed(sketch, rest, context);
  if (!next) return { kind: 'ask', text: say.notUnderstoodChange, missing: [{ name: 'change', label: 'the change' }] };
  return finish(
    { ...turn, dialog: { ...NOTHING, workflow: { id: workflow.id, baseVersion: workflow.version } } },
    next,
  );
}

/** A new request, perhaps two in one. */
function request(turn: Turn, written: string): PlannerReply {
  const { lexicon, the } = turn;
  const text = understood(written, lexicon, the.timeZone);
  const { first, next } = splitRequest(lexicon, text, the);
  const sketch = readRequest(lexicon, first, the);
  if (next === null) sketch.text = written;
  const stranger = strangerIn(maskOf(first, the.timeZone).masked, lexicon);
  if (
    stranger &&
    (sketch.steps.length === 0 ||
      sketch.cannot ||
      new RegExp(
        `\\b(?:on|in|to|via|with|from) (?:my |our )?${stranger}\\b|^(?:post|send|tweet)|\\b${stranger}\\b`,
        'i',
      ).test(first))
  )
    return { kind: 'say', text: say.cannotService(stranger) };
  if (talkIn(text) === 'question' && sketch.triggers.length === 0 && !/[@#+]|https?:/.test(text))
    return { kind: 'say', text: say.offTopic };
  return finish({ ...turn, dialog: { ...NOTHING, next } }, sketch);
}

/** Asks for what is missing, or proposes what passes the checks. */
function finish(turn: Turn, sketch: Sketch): PlannerReply {
  const { input, catalogue, dialog } = turn;
  if (sketch.cannot) return { kind: 'say', text: say.cannot(sketch.cannot.replace(/[\s.!?]+$/, '')) };
  const kept: Dialog = { ...NOTHING, sketch, next: dialog.next, workflow: dialog.workflow };
  if (sketch.steps.every((step) => step.service === 'flow' && step.action !== 'run_workflow'))
    return nothingToDo(sketch, kept);
  const holes = holesOf(sketch, catalogue);
  if (holes.length > 0) return question(holes, kept);
  const definition = definitionOf(sketch, catalogue, input.workflows, input.draft && sketch.name ? sketch.name : null);
  const findings = input.check(definition);
  if (findings.length > 0) return refused(sketch, findings, kept);
  const assumptions = [
    ...new Set([...sketch.assumptions, ...(sketch.triggers.length === 0 ? ['it starts only when you ask'] : [])]),
  ];
  return {
    kind: 'propose',
    definition,
    assumptions,
    ...(dialog.next ? { text: say.next(dialog.next.slice(0, 160)) } : {}),
    ...(dialog.workflow ? { workflow: dialog.workflow } : {}),
    dialog: { ...NOTHING, next: dialog.next, workflow: dialog.workflow },
  };
}
