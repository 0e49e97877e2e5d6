import type { Command, KnownWorkflow } from '../types.ts';
import type { Order } from './commands.ts';
import { maskOf } from './mask.ts';
import { recurrencesIn } from './recurrence.ts';
import { matches, THING, wordsOf } from './workflow-names.ts';

/** Commands said in sentences of their own: "Payment thanks failed last night, what went wrong?", "delete Old newsletter, we don't need it any more". */

const VERBS: [RegExp, Command][] = [
  [
    /\b(?:why|what(?:'s| is| was| went| has gone)? (?:the )?(?:wrong|problem|issue|error|matter|reason)|what (?:broke|happened|caused|made)|how come|(?:went|gone|goes) wrong|reason)\b.*\b(?:fail\w*|wrong|broke\w*|error\w*|crash\w*|problem|issue|matter|not|n't|stop\w*)\b|\b(?:fail\w*|broke\w*|crash\w*|error\w*|did ?n[o']t (?:run|work|go|fire|send)|stopped working|not (?:run|work)\w*)\b.*\b(?:why|what|how come|reason|explain|wrong|tell me)\b|\bexplain\b.*\b(?:fail\w*|error)|\bwhat went wrong\b|\b(?:wrong|over|down|fail\w*|broke\w*|crash\w*)\b.*\bwhat happened\b|\b(?:any idea|do you know|know|tell me) why\b/,
    'why',
  ],
  [
    /\b(?:history|past runs|previous runs|last (?:few )?runs|recent runs|(?:its|the) runs|run log|logs?|executions|been doing|(?:done|did|do|ran|run|worked|been up to)\b.*\b(?:lately|recently|so far|this week|last week|this month|last month|past (?:few )?(?:days|weeks))|how (?:often|many times))\b/,
    'history',
  ],
  [
    /\b(?:delete|remove|erase|scrap|bin|trash|get rid of|throw away|throw out|(?:don'?t|do not|no longer) (?:need|want)|be gone|not needed|done with|can go)\b/,
    'delete',
  ],
  [
    /\b(?:resume|unpause|un-pause|reactivate|re-activate|reenable|re-enable|restart|enable|wake up|unfreeze|back on|on again|(?:going|live|up) again|live|going again|running again|working again|start(?:ed)? again|continue|carry on|bring (?:it )?back)\b/,
    'resume',
  ],
  [
    /\b(?:pause|suspend|halt|stop|freeze|disable|deactivate|mute|on hold|hold off|hold|switch(?:ed)? off|turn(?:ed)? off|take a break|sleep|not run)\b/,
    'pause',
  ],
  [
    /\b(?:is|are|has|did|does)\b.*\b(?:on|active|paused|running|ok|okay|alive|working|run|gone out|fire|going)\b|\bhow(?:'s| is)\b|\bstatus\b/,
    'status',
  ],
  [/\b(?:last time|when did|when was)\b.*\b(?:ran|run|fire|fired|sent|went)\b/, 'history'],
  [
    /\b(?:run|give (?:it )?.{0,3}an? (?:kick|go|spin|run)|fire|execute|trigger|kick off|launch|start|set off|do)\b/,
    'run',
  ],
  [/\b(?:broke|broken|failed|failing|fails|crashed|error|errors)\b|n[o']t\b.*\bwhy\b|\bwhy\b.*n[o']t\b/, 'why'],
  [/\b(?:show|open|describe|what does|see|look at|tell me about|what is in)\b/, 'show'],
];
const CALLED =
  /\b(?:rename|re-name|name|title)\b.*?(?:,|;| and| -)? (?:call it|to|name it|make it|as|should be|into) ["“'‘]?([^"”’]{2,60}?)["”'’]?$/i;
const NO = /\b(?:don'?t|do not|never|not) (?:delete|remove|pause|stop|run|resume|touch|start)\b/;
/** "all the automations I've set up so far": every one of them, however they came to be. */
const EVERY =
  '(?:(?:all|every|each|which|what)(?: (?:single|of))?(?: (?:the|my|our|these|your|mine))? )?(?:(?:the|my|our) )?(?:(?:active|current|existing|paused|running|live) )*(?:workflows?|automations?|flows?)';
const MADE =
  "(?: (?:that |which )?(?:(?:i|we|you)(?:'ve| have| already)*(?: (?:set up|made|created|built|automated|scheduled|got|have|running|active|going|on|here))*|(?:is|are)(?: currently| still| now)?(?: (?:set up|running|active|on|there|mine|live|going))*|(?:set up|running|active|created|made)))?";
const NOW =
  '(?: (?:so far|up to(?: now)?|until now|till now|with you|here|for me|at the moment|right now|yet|now|already|currently|please|today|again|there|in total))*';
const ALL = new RegExp(
  `^(?:(?:can|could|may|please|would|you|i|we|let|me|to|want|like|need|just|also) )*(?:(?:show|list|see|display|give|tell|view|get|look at|go through|read out)(?: (?:me|us|out))* )?(?:(?:an?|the) (?:full |complete |whole |quick )?(?:list|overview|summary) of )?(?:${EVERY}${MADE}|(?:everything|what|all)(?: that)?(?: (?:i|we|you)(?:'ve| have)?| is|'s| are) (?:currently |already )?(?:set up|made|created|built|automated|scheduled|running|active|got running))${NOW}$`,
);
const MANY = /\b(?:workflows|automations|flows|everything|all|every|each|what|which)\b/;

/** Whether it asks for the list of all. */
export const asksForAll = (plain: string): boolean => {
  const text = plain.toLowerCase().replaceAll('’', "'");
  return ALL.test(text) && MANY.test(text);
};

const LISTS =
  /\b(?:all|everything)\b.*\b(?:my stuff|my things|you(?:'re| are) doing|i have|i've got)\b|\b(?:what|which|list|show|see|give|tell me|remind me|how many|overview)\b.*\b(?:workflows?|automations?|(?:you|i|we)(?:'ve| have)? (?:set up|automated|built|created|scheduled|got running|running)|(?:you're|you are|are you) (?:doing|running|taking care of|handling)|(?:is|are|got|have) (?:set up|running|active|automated))\b/;
const MAKES =
  /\b(?:can|could|would|should|how|new|create|make|build|set up an?|add|when(?:ever)?|if|need|want an?|like an?)\b/;

/** Reads such a sentence; null where no workflow of theirs is named in it, or where it may be a request of its own. */
export function looseOrder(text: string, workflows: KnownWorkflow[]): Order | null {
  const { masked } = maskOf(text, 'UTC');
  if (/[\uE003-\uE007]/.test(masked) || recurrencesIn(masked).found.length > 0) return null;
  const live = workflows.filter((one) => one.status !== 'deleted');
  const [first, second] = matches(text, live);
  const rest = masked.replace(/\s+/g, ' ');
  if (!first || first.score < 1.1 || (second && first.score - second.score < 0.25)) {
    const asksList = LISTS.test(rest) && !MAKES.test(rest) && !first && rest.split(' ').length < 14;
    return asksList ? { command: 'list', target: null } : null;
  }
  const { name } = first.workflow;
  const others = without(rest, name);
  const plain = others.trim();
  if (NO.test(plain) && !/\b(?:need|want)\b/.test(plain)) return null;
  // Most of what is said must be about it: words of an order to a service are a request.
  const left = wordsOf(plain).filter((word) => !COMMON.has(word));
  if (left.length > 4 && !THING.test(plain)) return null;
  const renamed = CALLED.exec(text.replace(/[.!]+$/, ''));
  if (renamed?.[1]) return { command: 'rename', target: name, newName: renamed[1].trim() };
  const found = VERBS.find(([pattern]) => pattern.test(plain));
  return found ? { command: found[1], target: name } : null;
}

/** The sentence without the words of the name. */
const without = (rest: string, name: string): string => {
  const own = new Set(wordsOf(name));
  return rest
    .split(' ')
    .filter((word) => !own.has(word.replace(/[^\p{L}\p{N}]/gu, '').replace(/'s$/, '')))
    .join(' ');
};

const COMMON = new Set(
  `can could would you i we us me it its please pls now right kindly hey hi hello ok okay need needs want longer more any anymore again today tonight yesterday night week month lately recently so far
  back off up down from go going get give see show tell know like d ll re ve s t m don doesn didn isn out about until till further notice holiday holidays while moment time already just also then
  pause resume delete remove stop start run trigger launch history logs log runs past last few previous execution executions status active paused running working broken broke crashed error reason explain problem issue matter
  failed fails fail happened morning evening thanks thank really actually think lets let s put set turn switch switched turned hold put be been being doing done ran there here if`.split(
    /\s+/,
  ),
);
