import type { KnownWorkflow, PlannerReply } from '../types.ts';
import { heldBack } from './command-guards.ts';
import { nearly, severalIn } from './command-several.ts';
import { commandIn, isPlain, nameless, type Order, replyTo, STEERS, whichOf } from './commands.ts';
import { type Dialog, NOTHING } from './dialog.ts';
import { eventIn, withArrows } from './events.ts';
import { maskOf } from './mask.ts';
import { question } from './questions.ts';
import { cancels } from './talk.ts';
import { keep, type Turn } from './turn.ts';
import { say } from './words.ts';
import { matches, wordsOf } from './workflow-names.ts';

/**
 * What a command means here. Without a name it is about the draft or the question that is open in this thread, else about the
 * workflow talked of here; one of another thread is meant only by its name.
 */

const TWICE = /^(.*\b(?:run|execute|trigger|fire|pause|suspend|resume) (?:it|this|that))\b.*$/i;
/** A yes to a card in the words of a command. */
const GOES =
  /^(?:(?:ok(?:ay)?|yes|please|just|now)[,\s]+)*(?:do|start|activate|enable|turn on|launch|set off) (?:it|this|that)\b/i;

/** Of runs there were: of no draft. */
const RUNS = /\b(?:last|latest|recent|previous|past) (?:run|runs|one|ones|time|execution)\b/i;

/** Wishes about something that is on, and a change without what it should be: never the words of a message. */
const LATER =
  /^(?:please )?(?:skip (?:the )?next(?: one| run| time)?|(?:duplicate|copy|clone|export) (?:it|this|that)\b.*|(?:show )?(?:me )?(?:the |its )?(?:run )?history)[.!]*$/i;
const VALUELESS =
  /^(?:please )?(?:change|edit|update) (?:the |its )?(?:recipient|time|day|text|message|subject|address|amount|number|channel|title)[.!]*$/i;

const isOpen = (dialog: Dialog): boolean => dialog.asked.length > 0 && dialog.sketch !== null;

/** The reply to a command; null where the message is none, or belongs to what is being built. */
export function commandHere(turn: Turn, text: string): PlannerReply | null {
  const { input, dialog } = turn;
  if (isOpen(dialog) && LATER.test(text.trim())) return askedAgain(dialog, say.later);
  if (isOpen(dialog) && VALUELESS.test(text.trim())) return askedAgain(dialog, say.valueless);
  const waits = input.draft !== null || isOpen(dialog);
  const order = commandIn(text, input.workflows) ?? (waits ? odd(text, input.workflows) : null);
  if (!order && !waits) {
    const close = nearly(turn, text);
    return close && keep(dialog, close);
  }
  if (!order || isStarted(turn, text, order)) return null;
  const named = wordsOf(order.target ?? '').length > 0;
  // "drop July, we do that one by hand": no workflow of such a name, but a part of the card.
  if (input.draft && named && STEERS.has(order.command) && !ofWorkflow(order.target ?? '', input.workflows))
    return null;
  // What may be the answer is the answer: of those it names only the plainest is a command.
  if (isOpen(dialog) && named && STEERS.has(order.command) && !isPlain(text, input.workflows)) return null;
  const several = named && STEERS.has(order.command) && order.command !== 'rename' ? severalIn(turn, text) : null;
  if (several) return keep(dialog, several);
  const held = waits && !named ? null : heldBack(turn, text, order);
  if (held === 'request')
    return named ? null : keep(dialog, { kind: 'say', text: say.notLater(order.command, '', '') });
  if (held) return keep(dialog, held);
  if (order.target === null) return isOpen(dialog) && text.split(/\s+/).length < 3 ? null : ordered(turn, order);
  if (!named) return waits ? ofDraft(turn, order, text) : ofThread(turn, order);
  // Of a question a short answer may be read as a command: only a whole name is sure.
  const [first] = matches(order.target, input.workflows);
  const sure = first !== undefined && first.covers === 1 && first.score >= 1.1;
  return isOpen(dialog) && text.split(/\s+/).length < 3 && !sure ? null : ordered(turn, order);
}

/** Whether the words name one there is, or speak of one. */
const ofWorkflow = (target: string, workflows: KnownWorkflow[]): boolean =>
  /\b(?:workflows?|automations?|flows?)\b/i.test(target) || matches(target, workflows).length > 0;

const ASKS = /^\W*(?:is|are|did|does|has|have|was|were|why|what|how|who|which|when (?:did|was|does|will))\b/i;
const STARTS =
  /\b(?:when(?:ever)?|as soon as|(?:each|every|any) ?time|the moment|once|after|upon|on|if|for (?:every|each)|every|each|(?:should|must|shall|will|has to|is to) (?:run|start|trigger|launch|kick off|set off)|triggers|starts)\b/;

/** "each time a payment is confirmed, run Invoice sender": what starts it makes it a request for one. */
function isStarted({ lexicon, the, input }: Turn, text: string, { command }: Order): boolean {
  if (!(STEERS.has(command) || command === 'status' || command === 'show') || ASKS.test(text)) return false;
  const plain = nameless(text, maskOf(text, the.timeZone).masked, input.workflows);
  return STARTS.test(plain) && Boolean(eventIn(lexicon, withArrows(plain))?.trigger);
}

/** "run it twice", "pause it until Friday": about what is open, whatever is said besides. */
function odd(text: string, workflows: KnownWorkflow[]): Order | null {
  const short = TWICE.exec(text.replace(/[?!.]+$/, ''))?.[1];
  return short && text.length < 80 ? commandIn(short, workflows) : null;
}

export function ordered({ input, dialog }: Turn, order: Order): PlannerReply {
  const { pending, ...answer } = replyTo(order, input.workflows, input.about);
  return pending ? { ...answer, dialog: { ...dialog, order: pending } } : { ...answer, dialog };
}

/** A draft does nothing before it is approved, and what is asked is no draft yet. */
function ofDraft(turn: Turn, order: Order, text: string): PlannerReply | null {
  const { input, dialog } = turn;
  const { draft } = input;
  if (order.command === 'rename' || order.command === 'show' || GOES.test(text)) return null;
  if (!STEERS.has(order.command) && RUNS.test(text)) return ofThread(turn, order);
  if (draft?.workflow) {
    if (!STEERS.has(order.command)) return ordered(turn, { ...order, target: draft.workflow.name });
    return keep(dialog, { kind: 'say', text: say.notYetChange(draft.workflow.name) });
  }
  if (order.command === 'delete')
    return { kind: 'act', command: 'cancel', workflow: null, needsConfirmation: false, text: say.dropped };
  if (!isOpen(dialog)) return keep(dialog, { kind: 'say', text: say.notYet(draft?.definition.name ?? '') });
  return askedAgain(dialog, say.notBuilt);
}

/** Said, and what is open asked once more. */
export function askedAgain(dialog: Dialog, text: string): PlannerReply {
  const open = question(dialog.asked, dialog, NOTHING);
  return { ...open, text: `${text}\n\n${open.text}`, dialog };
}

/** The workflow talked of here, else the only one of this thread; otherwise it is asked. */
function ofThread(turn: Turn, order: Order): PlannerReply {
  const { workflows, about } = turn.input;
  const live = workflows.filter((one) => one.status !== 'deleted');
  const here = live.filter((one) => one.here !== false);
  const failed = order.command === 'why' ? here.filter((one) => one.lastRun?.status === 'failed') : [];
  const only = (all: KnownWorkflow[]) => (all.length === 1 ? all[0] : undefined);
  const talkedOf = live.find((one) => one.id === about) ?? only(here) ?? only(failed);
  if (talkedOf) return ordered(turn, { ...order, target: talkedOf.name });
  if (live.length === 0 || here.length === live.length || !STEERS.has(order.command)) return ordered(turn, order);
  return { ...whichOf(live), dialog: { ...turn.dialog, order } };
}

/** The answer to "which workflow?": its name, its number, some of its words; a command of its own is carried out instead. */
export function whichOne(turn: Turn, order: Order, anew: (turn: Turn) => PlannerReply): PlannerReply {
  const { input, dialog } = turn;
  const text = input.text.trim();
  const rest = { ...turn, dialog: { ...dialog, order: null } };
  if (cancels(text)) return { kind: 'say', text: say.leftAlone, dialog: rest.dialog };
  const numbered = numberedIn(text, order.offered ?? []);
  if (numbered) return ordered(rest, { ...order, target: numbered });
  const named = input.workflows.some((one) => one.name.toLowerCase() === text.toLowerCase());
  const other = named ? null : commandIn(text, input.workflows);
  if (other) return anew(rest);
  const found = matches(text, input.workflows);
  if (order.command === 'rename' && !order.newName && found.length === 0)
    return ordered(rest, { ...order, newName: text });
  return found.length === 0 ? anew(rest) : ordered(rest, { ...order, target: text });
}

const PLACES = ['first', 'second', 'third', 'fourth', 'fifth'];

/** "2", "the second one", "the last": of those that were offered. */
function numberedIn(text: string, offered: string[]): string | null {
  const found =
    /^(?:(?:the|number|no\.?|option|#)\s*)*(?:(\d{1,2})(?:st|nd|rd|th)?|(first|second|third|fourth|fifth)|(last))(?: one| workflow)?[.)!]*$/i.exec(
      text,
    );
  if (!found) return null;
  const at = found[1]
    ? Number(found[1]) - 1
    : found[3]
      ? offered.length - 1
      : PLACES.indexOf(found[2]?.toLowerCase() ?? '');
  return offered[at] ?? null;
}
