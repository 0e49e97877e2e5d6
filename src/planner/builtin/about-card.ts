import { cronInWords, onceInWords } from '../../automation/cron-words.ts';
import type { Definition, Step } from '../../automation/definition.ts';
import { paramMeta } from '../../connectors/params.ts';
import type { PlannerReply } from '../types.ts';
import { partTakenBack, withPart } from './change-undone.ts';
import { NOTHING, withPast } from './dialog.ts';
import { question } from './questions.ts';
import { strings } from './sketch.ts';
import { keep, type Turn } from './turn.ts';
import { list, say } from './words.ts';

/** What is asked about the card that is open, and taking back its last change. */

const LEAD = '^(?:(?:and|so|ok(?:ay)?|but|wait|hmm+|oh|no|hey|please|sorry|actually|can you|could you)[,:.!\\s]+)*';
const END = '(?: (?:please|now|again|for me|then|so far|at the moment|exactly))*[\\s?.!]*$';
const form = (words: string): RegExp => new RegExp(`${LEAD}(?:${words})${END}`, 'i');

const UNDO = form(
  `undo(?: (?:it|that|this|(?:that|the|my|this) (?:last |latest )?(?:change|edit|one)))?|(?:revert|reverse|take back|roll back)(?: (?:it|that|this|(?:that|the|my) (?:last |latest )?(?:change|edit)))?|(?:go|change it|put it|set it|move it|make it|have it|take it|turn it|i want it|i'd like it) (?:back|like (?:it was )?before|as (?:it was )?before|the way it was)(?: to (?:how|what|the way) it was)?(?: before)?|back to (?:how|what|the way) it was(?: before)?|(?:as|how|like|the way) it was(?: before)?|(?:i (?:liked|preferred) it|it was better) (?:before|the other way|as it was)|(?:restore|bring back) the (?:previous|last|old|former) (?:one|version|card|draft)|without that (?:last )?change`,
);
const SHOW = form(
  `(?:show|give|tell|read|send|repeat)(?: it| that| this)?(?: back)?(?: to)?(?: me| us)?(?: back)?(?: (?:the|that|this|my)(?: whole| full| open| current| new)? (?:card|draft|plan|summary|automation|workflow|version|thing)| what (?:it|that|this|you)(?:'s| is|'ve| have| will|'ll)?(?: (?:does|do|doing|got|going to do|look(?:s)? like))?| how it (?:looks|is|works)| it| that| everything)|(?:read|say|repeat) (?:it|that|this) (?:back|again)(?: to (?:me|us))?|what (?:does|will|would) (?:it|this|that) (?:do|look like)|what(?:'s| is| have we got| do we have)(?: it| the (?:plan|draft|card|current state))?(?: (?:in it|on it|there|like))?|(?:where|how) (?:are we|does it look|is it)|(?:summari[sz]e|recap|review|describe|explain)(?: it| that| this| the (?:card|draft|plan))?`,
);
const DRAFTS = form(
  `(?:do i|have i|are there|is there|did i leave)(?: still)?(?: have| got)?(?: any| an?| some)?(?: open| unapproved| unfinished| pending| saved| waiting)* ?(?:drafts?|cards?)(?: (?:open|left|waiting|pending|somewhere|here))?|(?:show|list|what are|which are|where are)(?: me)?(?: all)?(?: my| the)?(?: open| unapproved| pending)? ?drafts|(?:what|which|how many)(?: of my)? drafts (?:do i have|are (?:there|open)|have i got|are waiting)|what(?:'s| is) (?:pending|waiting for (?:me|approval|my approval)|unapproved|still open|open)`,
);
const ASKS = new RegExp(
  `${LEAD}(?:tell me |remind me |i forgot )?(?:(?:in )?(?:what|which)(?:'s| is| are| was)?|how (often)|how (much)|(?:on|at) (?:what|which)|(who)|(when))(?: (?:the|its|their))?(?: (?:current|exact))? ?([a-z][a-z ]{1,24}?)?(?:'s)?(?: (?:is|are|does|do|will|was|did)(?: (?:it|that|this|there|you|they|we|the \\w+))?(?: (?:be|use|using|have|say|go to|sent to|run(?: at)?|in|on|set|taken|used|paid in))*)?${END}`,
  'i',
);

/** Answers it, or null where it is something else. */
export function aboutCard(turn: Turn, text: string): PlannerReply | null {
  const { input, dialog } = turn;
  const plain = text.replace(/\s+/g, ' ').trim();
  if (plain.length > 100 || /["“@#:]|https?:/.test(plain)) return null;
  if (UNDO.test(plain)) return undone(turn);
  const part = partTakenBack(plain);
  const partly = part && input.draft && dialog.asked.length === 0 ? undoneIn(turn, input.draft.definition, part) : null;
  if (partly) return partly;
  if (DRAFTS.test(plain)) {
    const name = input.draft?.definition.name ?? dialog.sketch?.name ?? null;
    return again(turn, input.draft ? say.openDraft(name ?? '') : dialog.sketch ? say.openQuestion : say.noDraft);
  }
  if (input.draft && dialog.asked.length === 0 && SHOW.test(plain)) return shown(turn, input.draft.definition);
  const about = input.draft && dialog.asked.length === 0 ? input.draft.definition : dialog.sketch;
  const told = about ? detail(turn, about, plain) : null;
  return told === null ? null : again(turn, told);
}

/** The card once more. */
function shown({ input, dialog }: Turn, definition: Definition, text?: string): PlannerReply {
  const { draft } = input;
  const workflow = draft?.workflow ? { id: draft.workflow.id, baseVersion: draft.workflow.version } : null;
  return {
    kind: 'propose',
    definition,
    assumptions: draft?.assumptions ?? [],
    ...(text ? { text } : {}),
    ...(workflow ? { workflow } : {}),
    dialog: { ...NOTHING, next: dialog.next, workflow, past: dialog.past ?? [] },
  };
}

function undone(turn: Turn): PlannerReply {
  const { input, dialog } = turn;
  const { draft } = input;
  if (!draft) return again(turn, dialog.sketch ? say.nothingChanged : say.nothingOpen);
  // A change that is still being asked about was never on the card.
  if (dialog.asked.length > 0 && dialog.sketch) return shown(turn, draft.definition, say.asBefore);
  const past = [...(dialog.past ?? [])];
  const before = past.pop();
  if (!before) return keep(dialog, { kind: 'say', text: draft.workflow ? say.onlyChange : say.nothingChanged });
  return shown({ ...turn, dialog: { ...dialog, past } }, before, say.asBefore);
}

/** A part of it as it was; null where it never was another, so that it may be a change. */
function undoneIn(
  turn: Turn,
  now: Definition,
  part: NonNullable<ReturnType<typeof partTakenBack>>,
): PlannerReply | null {
  const before = withPart(now, turn.dialog.past ?? [], part);
  return (
    before && shown({ ...turn, dialog: { ...turn.dialog, past: withPast(turn.dialog, now) } }, before, say.asBefore)
  );
}

/** Said, and what is open asked again. */
function again({ dialog }: Turn, text: string): PlannerReply {
  if (dialog.asked.length === 0 || !dialog.sketch) return keep(dialog, { kind: 'say', text });
  const open = question(dialog.asked, dialog, NOTHING);
  return { ...open, text: `${text}\n\n${open.text}`, dialog };
}

type Shown = Pick<Definition, 'triggers' | 'steps' | 'policy'>;

/** "what currency?", "which channel?", "what does it say?": what stands there; null where it is not about that. */
function detail(turn: Turn, draft: Shown, text: string): string | null {
  const found = ASKS.exec(text);
  if (!found) return null;
  const [, often, much, , when, what = ''] = found;
  const word = what.trim().toLowerCase();
  if (/^(?:currency|money)$/.test(word)) return say.currency(currencies(draft, turn.input.currency));
  if (often || when || /^(?:time|times|day|days|date|schedule|hour)$/.test(word))
    return starts(draft, turn.input.timeZone);
  if (/^time ?zone$/.test(word)) {
    const zones = draft.triggers.flatMap((one) => (one.type === 'schedule' ? [one.schedule_timezone ?? 'UTC'] : []));
    return zones.length > 0 ? say.zoneIs(list([...new Set(zones)])) : null;
  }
  const name = much
    ? 'amount'
    : /^(?:does it )?say$/.test(word) || (word === '' && / say\b/.test(text))
      ? 'message'
      : word;
  if (name.length < 3) return null;
  const values = draft.steps.flatMap((step) => valuesOf(turn, step, name));
  return values.length > 0 ? say.standsAs(name, list([...new Set(values)])) : null;
}

function valuesOf({ catalogue }: Turn, step: Step, name: string): string[] {
  const shape = Object.entries(catalogue.action(step.service, step.action)?.params.shape ?? {});
  return shape.flatMap(([param, schema]) => {
    const meta = paramMeta(schema);
    const names = [
      param.replaceAll('_', ' '),
      meta?.label.replace(/^(?:the|an?) /, '') ?? '',
      ...(meta?.main ? ['message', 'text', 'wording'] : []),
    ];
    const same =
      names.includes(name) ||
      (name === 'address' && meta?.kind === 'email') ||
      (name === 'number' && meta?.kind === 'phone');
    const value = step.params[param];
    if (!same || value === undefined) return [];
    return [`“${(typeof value === 'number' ? [value.toLocaleString('en-US')] : strings(value)).join(', ')}”`];
  });
}

const currencies = (draft: Shown, home: string): string => {
  const own = draft.steps.flatMap((step) => (typeof step.params.currency === 'string' ? [step.params.currency] : []));
  return list([...new Set(own.length > 0 ? own : [draft.policy.currency ?? home])]);
};

function starts(draft: Shown, home: string): string | null {
  const times = draft.triggers.flatMap((one) => {
    if (one.type !== 'schedule') return [];
    const zone = one.schedule_timezone ?? 'UTC';
    if (one.schedule_at) return [onceInWords(one.schedule_at, zone, home)];
    return one.schedule_cron && !one.schedule_cron.includes('?') ? [cronInWords(one.schedule_cron, zone, home)] : [];
  });
  return times.length > 0 ? say.startsAt(list(times)) : null;
}
