import type { Command, KnownWorkflow, PlannerReply } from '../types.ts';
import { RULES } from './command-rules.ts';
import { calledIn, newNameOf, wishedIn } from './commands-called.ts';
import { asksForAll, looseOrder } from './commands-loose.ts';
import { escaped } from './fill.ts';
import { distance } from './lexicon.ts';
import { blot, GONE } from './mask.ts';
import { say } from './words.ts';
import { matches, names, saidNames, THING, wordsOf } from './workflow-names.ts';

/** What a message asks of the workflows a person has. */

export interface Order {
  command: Command;
  /** The words that name the workflow; null where none is named. */
  target: string | null;
  newName?: string;
  /** Names that were offered when it was asked which is meant. */
  offered?: string[];
}

/** Commands that do something to a workflow; the others look. */
export const STEERS = new Set<Command>(['run', 'pause', 'resume', 'delete', 'rename']);

const POLITE =
  /^(?:(?:hey|hi|hello|ok|okay|please|pls|now|and|can you|could you|would you|will you|can we|i want you to|i'd like you to|i want to|i need to|let's|just|kindly|nod|quickly|go ahead and|also|tafadhali)[,\s]+)+/i;
/** Two sentences that ask for one thing: the first says which. */
const ALSO_SHOW =
  /[?.!]\s+(?:please |can you |could you )?(?:show|give|tell|list)(?: me)? (?:its|the|all its|their) [\w ]{1,30}[?.!]*$/i;
const TAIL =
  /(?:[\s,]+(?:please|pls|for now|now|right (?:now|away)|straight away|again|for me|thanks|thank you|today|immediately|this (?:morning|afternoon|evening|week|time)|last (?:night|time|week)|yesterday|earlier|asap|until .*|for (?:a|the|this|\d+) .*|(?:and )?(?:don't|do not|no need to|without|rather than|instead of) wait(?:ing)?\b.*|early|when you can|at once|sasa))+$/i;

/** Reads a message as a command; null when it is none. */
export function commandIn(said: string, workflows: KnownWorkflow[]): Order | null {
  if (said.length > 200 || /[@#]|https?:/.test(said) || asksToRemind(said, workflows)) return null;
  const text = unquoted(said, workflows);
  if (/["“]/.test(text) && !/\b(?:call|rename|name)(?:e?d)?\b/i.test(text)) return null;
  const written = text
    .trim()
    .replace(ALSO_SHOW, '')
    .replace(/\s+/g, ' ')
    .replace(/[?!.]+$/g, '')
    .split(' ')
    .map((word, at) => (at < 2 && word.length > 4 && distance(word.toLowerCase(), 'please', 1) === 1 ? 'please' : word))
    .join(' ')
    .replace(POLITE, '')
    .replace(TAIL, '')
    .trim();
  const plain = corrected(written);
  const reminder = REMINDER_ENDS.exec(plain);
  if (reminder && saidNames(plain, workflows).length === 0)
    return { command: /^(?:pause|stop)/i.test(plain) ? 'pause' : 'delete', target: reminder[1] ?? null };
  const called = calledIn(plain, workflows) ?? wishedIn(plain, workflows, text !== said);
  if (called) return called;
  if (asksForAll(plain)) return { command: 'list', target: null };
  for (const [pattern, command] of RULES) {
    const found = pattern.exec(plain);
    if (!found) continue;
    if (command === 'list' || command === 'stop_everything') return { command, target: null };
    if (command === 'rename') {
      const newName = newNameOf(found[2] ?? '');
      const it = /^(?:it|this|that)$/i.test(found[1] ?? '') && workflows.length > 0;
      if (it || matches(found[1] ?? '', workflows).length > 0 || THING.test(found[1] ?? ''))
        return { command, target: found[1] ?? null, newName };
      continue;
    }
    const words = command === 'why' ? plain : (found.slice(1).find(Boolean) ?? '');
    if (LAST_RUN.test(words)) return { command: command === 'run' ? 'run' : 'history', target: 'it' };
    const target = words.replace(OF_LAST_RUN, 'it');
    if (
      command === 'why'
        ? matches(target, workflows).length === 0 &&
          !THING.test(target) &&
          !/\b(?:it|that|this|last run)\b/i.test(target)
        : !names(target, workflows)
    )
      continue;
    const again = command === 'run' && AGAIN.test(text) && matches(target, workflows)[0]?.workflow.status === 'paused';
    return { command: again ? 'resume' : command, target };
  }
  const rename = /^(?:change|make|set) (?:the )?name of (.+?) (?:to|into) (.+)$/i.exec(plain);
  return rename
    ? { command: 'rename', target: rename[1] ?? null, newName: newNameOf(rename[2] ?? '') }
    : looseOrder(text, workflows);
}

/** "remind me to pause the report": a reminder is asked for. Not where that is the name of one, or one is to go. */
function asksToRemind(text: string, workflows: KnownWorkflow[]): boolean {
  const plain = nameless(text, text, workflows);
  return REMINDS.test(plain) || (REMINDER.test(plain) && !ENDS_ONE.test(plain));
}
const REMINDS = /\bremind (?:me|us|[a-z]+)\b.*\bto\b/i;
const REMINDER = /\b(?:an?|set|new|add) (?:[a-z]+ )?reminder\b.*\bto\b/i;
const ENDS_ONE = /^\W*(?:please )?(?:delete|remove|pause|stop|cancel|resume|rename|run|get rid of)\b/i;
const REMINDER_ENDS =
  /^(?:delete|remove|cancel|pause|stop|get rid of) (?:an?|the|my|that) (?:[a-z]+ )?reminder to (.+)$/i;
/** "start the report again" where it is paused. */
const AGAIN = /^\W*(?:[a-z]+ ){0,2}start\b.*\bagain\b/i;

/** "run “Backup check” at 6": the name of what is run, as a word among words. */
export const runsUnquoted = (text: string, workflows: KnownWorkflow[]): string =>
  text.replace(
    /(\b(?:run|start|trigger|execute|launch) (?:(?:the|my|our) )?(?:(?:workflow|automation) )?)["“]([^"”]{1,80})["”]/gi,
    (all, before: string, name: string) =>
      workflows.some((one) => one.name.toLowerCase() === name.toLowerCase()) ? `${before}${name}` : all,
  );

/** A mask of the text without the names said in it. */
export const nameless = (text: string, masked: string, workflows: KnownWorkflow[]): string =>
  saidNames(text, workflows).reduce((now, { start, end }) => blot(now, start, end, GONE), masked);

/** Names of workflows without the quotes they were said in. */
export const unquoted = (text: string, workflows: KnownWorkflow[]): string =>
  workflows.reduce((now, { name }) => now.replace(new RegExp(`["“'‘]${escaped(name)}["”'’]`, 'gi'), () => name), text);

const PLAIN =
  /^(?:(?:please|ok|okay|now|can you|could you)[,\s]+)*(?:rename (?:(?:the|my|our) )?\uE000+ to .+|(?:run|start|trigger|pause|stop|suspend|resume|unpause|restart|delete|remove) (?:(?:the|my|our) )?\uE000+(?: (?:workflow|automation))?(?: (?:please|now|right now|for now|again|today))*[\s.!]*)$/i;

/** Whether it is nothing but the verb and the whole name, without quotes. */
export const isPlain = (text: string, workflows: KnownWorkflow[]): boolean =>
  PLAIN.test(nameless(text, text, workflows).trim());

/** "my last run", "the most recent one": of no workflow by name. */
const LAST_RUN =
  /^(?:(?:my|the|our|its) )?(?:(?:last|latest|most recent|recent|previous|newest) (?:run|runs|one|ones|execution|executions|time)|runs)$/i;

const OF_LAST_RUN = /\b(?:my|the|our|its) (?:last|latest|most recent|previous) (?:run|execution|time)\b/i;

const VERBS = ['pause', 'resume', 'delete', 'rename', 'remove', 'unpause', 'restart', 'execute', 'trigger', 'history'];

/** A slip in the verb itself: "puase the report". */
export function corrected(text: string): string {
  const [first = '', ...rest] = text.split(' ');
  const verb = VERBS.find((one) => one === first.toLowerCase())
    ? null
    : VERBS.find((one) => one[0] === first[0]?.toLowerCase() && distance(first.toLowerCase(), one, 1) === 1);
  return verb ? [verb, ...rest].join(' ') : text;
}

type Match = ReturnType<typeof matches>[number];

/** Whether the words mean the first and not the second as well: all that was said being in both names, it is asked. */
const isClear = (first: Match, second: Match | undefined): boolean =>
  !second || (first.score - second.score > 0.25 && (first.score >= 10 || second.covers < first.covers));

/** Asks which of them is meant. */
export function whichOf(workflows: KnownWorkflow[], before = '') {
  const options = workflows.map((one) => one.name).slice(0, 10);
  return {
    kind: 'ask' as const,
    text: `${before}${say.which(options)}`,
    options,
    missing: [{ name: 'workflow', label: 'the workflow' }],
  };
}

/** Commands that look: what "it" is may be what was last talked of. */
const LOOKS = /^(?:history|why|status|show)$/;

/** Carries a command to its reply: which workflow, whether to confirm. */
export function replyTo(
  order: Order,
  workflows: KnownWorkflow[],
  about: string | null = null,
): PlannerReply & { pending?: Order } {
  const { command } = order;
  if (command === 'list' || command === 'stop_everything')
    return { kind: 'act', command, workflow: null, needsConfirmation: false };
  const live = workflows.filter((one) => one.status !== 'deleted');
  if (live.length === 0) return { kind: 'say', text: say.noneYet };
  const found = matches(order.target ?? '', live);
  const [first, second] = found;
  const names = wordsOf(order.target ?? '');
  const only = names.length === 0 && live.length === 1 ? live[0] : undefined;
  const failed = command === 'why' && names.length === 0 ? live.filter((one) => one.lastRun?.status === 'failed') : [];
  const last = names.length === 0 && LOOKS.test(command) ? live.find((one) => one.id === about) : undefined;
  const workflow =
    only ??
    last ??
    (failed.length === 1 ? failed[0] : undefined) ??
    (first && isClear(first, second) ? first.workflow : undefined);
  if (!workflow) {
    const unknown = !first && names.length > 0 ? `${say.noWorkflow(names.join(' '))} ` : '';
    const asked = whichOf(found.length > 0 ? found.map((one) => one.workflow) : live, unknown);
    return { ...asked, pending: { ...order, offered: asked.options } };
  }
  if (command === 'rename' && !order.newName)
    return {
      kind: 'ask',
      text: say.newName,
      missing: [{ name: 'name', label: 'the new name' }],
      pending: { ...order, target: workflow.name },
    };
  return {
    kind: 'act',
    command,
    workflow: { id: workflow.id, name: workflow.name },
    ...(order.newName ? { newName: order.newName } : {}),
    needsConfirmation: command === 'delete',
  };
}
