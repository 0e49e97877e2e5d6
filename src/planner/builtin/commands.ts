import type { Command, KnownWorkflow, PlannerReply } from '../types.ts';
import { asksForAll, looseOrder } from './commands-loose.ts';
import { escaped } from './fill.ts';
import { distance } from './lexicon.ts';
import { say } from './words.ts';
import { matches, names, THING, wordsOf } from './workflow-names.ts';

/** What a message asks of the workflows a person has. */

export interface Order {
  command: Command;
  /** The words that name the workflow; null where none is named. */
  target: string | null;
  newName?: string;
  /** Names that were offered when it was asked which is meant. */
  offered?: string[];
}

const POLITE =
  /^(?:(?:hey|hi|hello|ok|okay|please|pls|now|and|can you|could you|would you|will you|can we|i want you to|i'd like you to|i want to|i need to|let's|just|kindly|nod|quickly|go ahead and|also|tafadhali)[,\s]+)+/i;
/** Two sentences that ask for one thing: the first says which. */
const ALSO_SHOW =
  /[?.!]\s+(?:please |can you |could you )?(?:show|give|tell|list)(?: me)? (?:its|the|all its|their) [\w ]{1,30}[?.!]*$/i;
const TAIL =
  /(?:[\s,]+(?:please|pls|for now|now|right (?:now|away)|straight away|again|for me|thanks|thank you|today|immediately|this (?:morning|afternoon|evening|week|time)|last (?:night|time|week)|yesterday|earlier|asap|until .*|for (?:a|the|this|\d+) .*|(?:and )?(?:don't|do not|no need to|without|rather than|instead of) wait(?:ing)?\b.*|early|when you can|at once|sasa))+$/i;

const RULES: [RegExp, Command][] = [
  [
    /^(?:stop|pause|halt|kill|freeze|disable|turn off|shut down) (?:everything|all(?: (?:of )?(?:my |the |them|it))?(?: ?workflows| ?automations| ?of them)?|all)$/i,
    'stop_everything',
  ],
  [
    /^(?:what|which) (?:workflows?|automations?)\b.*\b(?:do i have|have i|are (?:there|active|running|paused|set up|on|mine)|i have|did i (?:make|create|set up)|exist)\b|^(?:list|show|see|display|give|what are|view|get)(?: me)?(?: a list of)?(?: all)?(?: of)?(?: my| the)?(?: active| current| existing| paused| running)? ?(?:workflows|automations|flows)(?: list)?$|^(?:list|show|see|display|give|tell)(?: me)? (?:everything|all|what)(?: that)? (?:i(?:'ve| have)?|we(?:'ve| have)?|is|you(?:'ve| have)?)(?: got)? (?:set up|made|created|built|have|running|active|got|automated|scheduled)(?: so far| for me| here)?$|^my (?:workflows|automations)$|^(?:workflows|automations|list)$|^(?:do i have|have i got|are there) any (?:workflows|automations).*|^what(?:'s| is| have i got| do i have| is there)?(?: currently)? (?:running|set up|active|automated|scheduled)(?: (?:right )?now| for me| at the moment)?$|^how many (?:workflows|automations).*|^onyesha workflows?.*/i,
    'list',
  ],
  [/^(?:rename|re-name|call) (.+?) ["“'‘](.+?)["”'’](?: from now on)?$/i, 'rename'],
  [/^(?:rename|re-name|call|change the name of) (.+?) (?:to|as|into|=>|->) (.+)$/i, 'rename'],
  [/^(?:rename|re-name|change the name of) (.+)$/i, 'rename'],
  [
    /^(?:why|what) (?:did|has|is|was|does|went|happened|made|caused)\b.*\b(?:fail|failed|failing|wrong|break|broke|broken|stop|stopped|error|errored|not run|crash|crashed|work|run)\b.*|^why\b.*\b(?:fail|failed|failing|error|not work|didn't|did not|broke|stop)\b.*|^how come\b.*\b(?:fail|failed|didn'?t|did not|not|broke|stopped|error)\b.*|^.+? (?:did ?n[o']t|didn’t|failed to|would ?n[o']t|has ?n[o']t) (?:go through|run|work|fire|send|start|finish)[,;.?!]* ?(?:so |and )?(?:what (?:went wrong|happened)|why|how come)|^explain (?:the |what )?.*(?:fail|error).*|^what(?:'s| is) wrong with .+|^(?:what(?:'s| is) up with|what about|about|regarding|so) .+[,;?] ?(?:and )?why\b.*\b(?:fail|failing|failed|error|not work|stop|stopped|break|breaking)\b.*/i,
    'why',
  ],
  [
    /^(?:which|what) (?:ones|workflows|automations|of (?:them|my (?:workflows|automations|flows)))(?: of mine)? (?:are|is|have) (?:currently )?(?:paused|active|running|on|off|failed|failing|live|stopped)$/i,
    'list',
  ],
  [/^what happened (?:to|with|in|during) (.+)$|^how did (.+?) (?:go|do)$/i, 'history'],
  [
    /^(?:(?:show|give|get|see|list|view|what is|what's)(?: me)?(?: the)? )?(?:run |execution )?(?:history|past runs|last runs|recent runs|previous runs|runs|executions|log|logs)(?: (?:of|for|from))? (.+)$|^(?:show|give|see|view|list|get)(?: me)? (?:the )?(?:last|recent|past|previous)(?: \w+)? (?:runs|executions) (?:of|for|from) (.+)$|^(?:how (?:often|many times) (?:did|has) )(.+?) (?:run|ran)$|^when did (.+?) (?:last )?(?:run|fire)(?: last)?$|^(?:show|give|see|view)(?: me)? (.+?)(?:'s)? (?:run )?(?:history|runs|past runs|executions|logs?)$/i,
    'history',
  ],
  [
    /^(?:pause|suspend|hold|freeze|disable|deactivate|mute|switch off|turn off|halt|stop|put (?:on hold)|simamisha|zima)(?: running)? (.+)$|^(?:put|turn|switch|set) (.+?) (?:on hold|on pause|off)$/i,
    'pause',
  ],
  [
    /^(?:resume|unpause|un-pause|restart|reactivate|re-activate|enable|re-enable|activate|turn on|switch on|turn back on|continue|start up|washa|bring back|unfreeze|unmute)(?: running)? (.+)$|^(?:turn|switch|start|bring) (.+?) (?:back on|on(?: again)?|back|up again)$|^start (.+?) again$|^(?:get|set|bring|put) (.+?) (?:going|running|working|back to work|back in action)(?: again)?$/i,
    'resume',
  ],
  [
    /^(?:delete|remove|erase|trash|get rid of|bin|discard|scrap|archive|kill|throw away|destroy|drop|futa) (.+)$/i,
    'delete',
  ],
  [
    /^i (?:no longer|don'?t) (?:need|want) (.+?)(?: any ?more)?(?:,? (?:so )?(?:please )?(?:delete|remove|get rid of|drop|bin|scrap|erase) (?:it|that))$/i,
    'delete',
  ],
  [
    /^(?:i(?:'d| would)? (?:want|like|need)|get|have) (.+?) (?:paused|suspended|stopped|switched off|turned off|put on hold|on hold)$/i,
    'pause',
  ],
  [/^(?:i(?:'d| would)? (?:want|like|need)|get|have) (.+?) (?:deleted|removed|erased|gone)$/i, 'delete'],
  [/^(?:don'?t|do not|never) run (.+?)(?: (?:until|till|for now|any ?more).*)?$/i, 'pause'],
  [/^(?:run|execute|trigger|fire|launch|kick off|start|do|test run|set off|endesha)(?: off)? (.+)$/i, 'run'],
  [
    /^(?:what(?:'s| is) the )?(?:status|state)(?: of| for)? (.+)$|^(?:how is|how's|is) (.+?) (?:doing|going|running|active|paused|on|working|still (?:on|running|active))$|^did (.+?) (?:run|work|succeed|go through|fail)$/i,
    'status',
  ],
  [
    /^(?:show|open|display|view|describe|see|explain|tell me about|what does|what is in|what's in)(?: me)? (.+?)(?: do(?:es)?)?$/i,
    'show',
  ],
];

/** Reads a message as a command; null when it is none. */
export function commandIn(said: string, workflows: KnownWorkflow[]): Order | null {
  if (said.length > 200 || /[@#]|https?:/.test(said) || REMINDS.test(said)) return null;
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
  const called = calledIn(plain, workflows);
  if (called) return called;
  if (asksForAll(plain)) return { command: 'list', target: null };
  for (const [pattern, command] of RULES) {
    const found = pattern.exec(plain);
    if (!found) continue;
    if (command === 'list' || command === 'stop_everything') return { command, target: null };
    if (command === 'rename') {
      const newName = quoted(found[2] ?? '');
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
    ? { command: 'rename', target: rename[1] ?? null, newName: quoted(rename[2] ?? '') }
    : looseOrder(text, workflows);
}

/** "remind me to pause the report": a reminder is asked for. */
const REMINDS = /\bremind (?:me|us|[a-z]+)\b.*\bto\b|\b(?:an?|set|new|add) (?:[a-z]+ )?reminder\b.*\bto\b/i;
/** "start the report again" where it is paused. */
const AGAIN = /^\W*(?:[a-z]+ ){0,2}start\b.*\bagain\b/i;

/** "call the report Numbers from now on", "Weekly report should be called Numbers". */
function calledIn(plain: string, workflows: KnownWorkflow[]): Order | null {
  for (const { name } of workflows) {
    const found = new RegExp(
      `^(?:(?:rename|re-name|change the name of) (?:the |my )?${escaped(name)}(?: (?:workflow|automation))? (?:to|as|into|=>|->) (.{1,80})|call (?:the |my )?${escaped(name)} (?:to )?(.{2,60})|(?:the |my )?${escaped(name)} (?:should|must|shall|is to) be (?:called|named|renamed(?: to)?) (.{2,60}))$`,
      'i',
    ).exec(plain);
    if (found) return { command: 'rename', target: name, newName: quoted(found.slice(1).find(Boolean) ?? '') };
  }
  return null;
}

/** Names of workflows without the quotes they were said in. */
const unquoted = (text: string, workflows: KnownWorkflow[]): string =>
  workflows.reduce((now, { name }) => now.replace(new RegExp(`["“'‘]${escaped(name)}["”'’]`, 'gi'), () => name), text);

/** "my last run", "the most recent one": of no workflow by name. */
const LAST_RUN =
  /^(?:(?:my|the|our|its) )?(?:(?:last|latest|most recent|recent|previous|newest) (?:run|runs|one|ones|execution|executions|time)|runs)$/i;

const OF_LAST_RUN = /\b(?:my|the|our|its) (?:last|latest|most recent|previous) (?:run|execution|time)\b/i;

const VERBS = ['pause', 'resume', 'delete', 'rename', 'remove', 'unpause', 'restart', 'execute', 'trigger', 'history'];

/** A slip in the verb itself: "puase the report". */
function corrected(text: string): string {
  const [first = '', ...rest] = text.split(' ');
  const verb = VERBS.find((one) => one === first.toLowerCase())
    ? null
    : VERBS.find((one) => one[0] === first[0]?.toLowerCase() && distance(first.toLowerCase(), one, 1) === 1);
  return verb ? [verb, ...rest].join(' ') : text;
}

const quoted = (name: string): string =>
  name
    .trim()
    .replace(/ from now on$/i, '')
    .replace(/^["'“‘](.*)["'”’]$/, '$1');

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
