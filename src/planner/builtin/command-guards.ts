import type { PlannerReply } from '../types.ts';
import { doubted, renamedBesides } from './command-doubts.ts';
import { leftOf, saysLater, weightOf } from './command-left.ts';
import { commandIn, nameless, type Order, replyTo, STEERS, unquoted } from './commands.ts';
import { blot, GONE, maskOf, type Source } from './mask.ts';
import { scheduleIn } from './schedule.ts';
import type { Turn } from './turn.ts';
import { say } from './words.ts';
import { matches, partsOf, saidNames } from './workflow-names.ts';

/** What sounds like a command and is none at this moment: asked about, on a condition, with a no, of a later time, or with more in the sentence. */

const ASKED =
  /(?:^|[,;.]\s*)\W*(?:(?:hey|hi|ok|okay|so|and|but|please|nod)[,\s]+)*(?:(?:should|shall|can|could|may|might|must) (?:i|we)|(?:how|when|where) (?:do|can|could|would|should) (?:i|we)|(?:is it|would it be) (?:possible|ok|okay|safe|wise|better|best)|do (?:i|we) (?:need|have) to|what (?:happens|would happen) (?:if|when))\b/i;
const CASE =
  /^\W*(?:(?:ok|okay|so|and|but|please)[,\s]+)*(?:if|when(?:ever)?(?! (?:did|was|does|will|is|has)\b)|as soon as|unless|each time|every time|any ?time|the moment)\b/i;
const WAS = /^\W*(?:(?:hey|hi|ok|so|and)[,\s]+)*(?:did|was|were|is|are|has|(?:have|had) (?:you|i|we|they))\b/i;
const TIMES = /\b(?:twice|thrice|(?:\d+|two|three|four|five|ten) times)\b/;
/** An order to send somebody something: a word about a workflow, not a look at it. */
const SENDS =
  /^\W*(?:please )?(?:email|e-mail|text|sms|whatsapp|post|send|notify|tell|message|ping|inform|write|let) (?!me\b|us\b)/;
/** One more thing of what is being built: "also run …", "run … first". */
const ADDS =
  /^\W*(?:also|then|and|plus|after that|first|finally)\b|\b(?:first|too|as well|instead|afterwards|at the end|after that)\W*$/i;

/**
 * The answer to such words; "request" where they may ask for a new workflow. Null where the command is one.
 *
 * @param order What it would be as a command.
 */
export function heldBack(turn: Turn, said: string, order: Order): PlannerReply | 'request' | null {
  const { input, the } = turn;
  const text = unquoted(said, input.workflows);
  const [first] = order.target === null ? [] : matches(order.target, input.workflows);
  const name = first?.workflow.name ?? '';
  const source = maskOf(text, the.timeZone);
  if (!STEERS.has(order.command)) {
    const sends = SENDS.test(nameless(text, source.masked, input.workflows));
    return order.target !== null && (sends || CASE.test(text)) ? 'request' : null;
  }
  if (input.draft !== null && order.command === 'run' && ADDS.test(text)) return 'request';
  if (ASKED.test(text)) return { kind: 'say', text: say.commandAsked(order.command, name) };
  if (WAS.test(text)) return name ? replyTo({ command: 'status', target: name }, input.workflows) : null;
  if (CASE.test(text)) return 'request';
  const plain = withoutNames(turn, text, order, source.masked);
  if (order.command === 'run' && TIMES.test(plain)) return { kind: 'say', text: say.oneRun(name) };
  const left = leftOf(plain, order.command);
  return besides(turn, order, name, { ...source, masked: left }) ?? doubted(turn, order, name, plain, left);
}

/** "without waiting for my approval": whom it should not wait for. */
const WAITS_FOR =
  /^(?!\W*(?:don't|do not)).*\b(?:don't|do not|no need to|without|rather than|instead of) wait(?:ing)?\b/;

/** The answer to what is left of a command. */
function besides(turn: Turn, order: Order, name: string, left: Source): PlannerReply | 'request' | null {
  const { command } = order;
  const weight = weightOf(left.masked, command);
  if (weight === 'no')
    return WAITS_FOR.test(left.masked)
      ? { kind: 'say', text: say.commandAsked(command, name) }
      : refused(left.masked, command, name);
  const when = scheduleIn(left, turn.the);
  const isLater = when.said || saysLater(left.masked) || weight === 'if';
  if (isLater && command !== 'rename') {
    const asks = when.said || /\b(?:if|but|unless)\b/.test(left.masked);
    // "start it again on Monday": no workflow of those words.
    if (command === 'run' && asks && !/\bagain\b/i.test(left.text)) return 'request';
    return { kind: 'say', text: say.notLater(command, name, when.said ? timeSaid(left, when.rest) : '') };
  }
  if (weight === null) return order.newName ? renamedBesides(turn, left.text, order.newName, name) : null;
  return weight === 'deed' ? { kind: 'say', text: say.onlyThat(command, name) } : aboutMore(command, name, left);
}

/** What was said not to be done: left as it is, with what was wanted instead. */
export function refused(masked: string, command: string, name: string): PlannerReply {
  const other = otherOrder(masked, command);
  if (other) return { kind: 'say', text: say.otherDeed(other, name) };
  const onlyThen = /\b(?:if|when(?:ever)?|unless|without|before|after|until|till)\b/.test(masked);
  return { kind: 'say', text: onlyThen && name ? say.runsOn(name) : say.leftAlone };
}

/** A run with an order behind it, a row to be deleted: they may be a request. */
const aboutMore = (command: string, name: string, left: Source): PlannerReply | 'request' =>
  command === 'run' || /\b(?:rows?|sheets?|spreadsheet|calendar|columns?|contacts?|files?)\b/.test(left.masked)
    ? 'request'
    : { kind: 'say', text: say.onlyThat(command, name) };

/** "don't delete it, pause it": the deed that is wanted. */
function otherOrder(masked: string, command: string): string | null {
  const found =
    /[,;.] *(?:but |just |only |please |rather |and )*(pause|stop|resume|run|delete|remove) (?:it|this|that)\b/.exec(
      masked,
    );
  const other = found?.[1] === 'stop' ? 'pause' : found?.[1] === 'remove' ? 'delete' : found?.[1];
  return other && other !== command ? other : null;
}

/** The words of a time, as they were said. */
function timeSaid({ text, masked }: Source, rest: string): string {
  const end = [...rest].findLastIndex((letter, place) => letter === GONE && masked[place] !== GONE);
  const words = text
    .slice(masked.lastIndexOf(GONE, end) + 1, end + 1)
    .replace(/^\W*again\b/i, '')
    .trim();
  const day = words.replace(
    /^(?:from|starting(?: on| from)?|beginning|by|as of) (?:on )?(?=(tomorrow)|)/i,
    (_, next) => (next ? '' : 'on '),
  );
  return /^[^,;.!?]{3,40}$/.test(day) ? day : '';
}

/** The mask without the names in it, said in full or in part, and a new name. */
function withoutNames({ input }: Turn, text: string, { target, newName }: Order, masked: string): string {
  let rest = masked;
  if (newName) {
    const at = text.toLowerCase().lastIndexOf(newName.toLowerCase());
    if (at >= 0) rest = blot(rest, at, at + newName.length, GONE);
  }
  rest = nameless(text, rest, input.workflows);
  const [first, second] = target === null ? [] : matches(target, input.workflows);
  const meant = [first, second && first && first.score - second.score < 0.25 ? second : undefined];
  if (saidNames(text, input.workflows).length === 0)
    for (const one of meant)
      for (const { start, end } of partsOf(one?.workflow.name ?? '', text)) rest = blot(rest, start, end, GONE);
  if (newName) rest = rest.replaceAll('\uE001', GONE);
  return rest.replace(NAMED_BY_TIME, (words) => GONE.repeat(words.length));
}

/** "the 5pm rent reminder", "my Monday report": which one it is. */
const NAMED_BY_TIME = new RegExp(
  `\\b(?:the|my|our) (?:(?:\\d{1,2}(?:[:.]\\d\\d)? ?(?:am|pm)|\\d{1,2}:\\d\\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day|daily|weekly|monthly|morning|evening|afternoon)s? )+(?=${GONE})`,
  'g',
);

/** Whether it asks about a deed to one of them: "how do I pause the backup check?". */
export function askedOf({ input }: Turn, text: string): PlannerReply | null {
  const asked = ASKED.exec(text)?.[0];
  const named = saidNames(text, input.workflows);
  if (named.length !== 1) return null;
  const done = MAY_BE.exec(nameless(text, text, input.workflows))?.[1]?.toLowerCase();
  if (done) return { kind: 'say', text: say.commandAsked(BE_DONE[done] ?? '', named[0]?.workflow.name ?? '') };
  if (asked === undefined) return null;
  const order = commandIn(text.slice(text.indexOf(asked) + asked.length), input.workflows);
  return order && STEERS.has(order.command)
    ? { kind: 'say', text: say.commandAsked(order.command, named[0]?.workflow.name ?? '') }
    : null;
}

/** "can the report be paused?" */
const MAY_BE = new RegExp(
  `^\\W*(?:can|could|may|should|must) (?:(?:the|my|our) )?${GONE}+ be (paused|stopped|resumed|deleted|removed|renamed|run|started)\\W*$`,
  'i',
);
const BE_DONE: Record<string, string> = {
  ...{ paused: 'pause', stopped: 'pause', resumed: 'resume', deleted: 'delete', removed: 'delete', renamed: 'rename' },
  ...{ run: 'run', started: 'run' },
};
