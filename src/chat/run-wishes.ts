import { asSaid } from './said.ts';

/** What can be asked of one run. */
export type RunCommand = 'cancel_run' | 'pause_run' | 'resume_run' | 'end_run' | 'run_progress';

/** What a person asks of a run, in fixed words with some tolerance. */
export interface RunWish {
  command: RunCommand;
  /** `it` may be a workflow as well: what was quoted, or is paused, says which. `named`: a workflow's name alone. */
  target: { kind: 'it' } | { kind: 'run'; name: string | null; latest: boolean } | { kind: 'named'; name: string };
  reason: string;
}

const POLITE =
  /^(?:please|hey|hi|ok|okay|nod|so|and|now|no|wait|sorry|can you|could you|would you|will you|i want to|i want you to|i'd like to|let's|tell me)[\s,]+/i;
const MOST_REASON = 300;

const VERBS: [RegExp, RunCommand][] = [
  [/^(?:terminate|kill|force[- ]?stop|hard[- ]?stop) (?<rest>.+)$/i, 'end_run'],
  [/^(?:cancel|abort|call off|stop|end) (?<rest>.+)$/i, 'cancel_run'],
  [/^(?:pause|hold|suspend) (?<rest>.+)$/i, 'pause_run'],
  [/^(?:resume|unpause|un-pause|continue|go on with|carry on with) (?<rest>.+)$/i, 'resume_run'],
  [/^let (?<rest>.+?) (?:go on|continue|carry on|run on|proceed)(?: again| now)?$/i, 'resume_run'],
];

const AT_ONCE = /[\s,]+(?:right now|right away|at once|immediately|this instant|now)$/i;
const REASON =
  /^(?<rest>.+?)(?:\s*[,:;–—(-]+\s*|\s+)(?:because(?: of)?|since|as|due to|the reason is|reason:?)\s+(?<reason>.+?)\)?$/i;
const LOOSE_REASON = /^(?<rest>.+?)(?::\s+|\s+[-–—]\s+|\s*\((?=.+\)$))(?<reason>.+?)\)?$/;

const BY_NOW = '(?: (?:by )?(?:now|yet|already|so far|right now|at the moment|currently|today))?';
const PROGRESS = [
  new RegExp(
    `^how (?:far|much further)(?: along)? (?:is|are|has|have) (?<name>.+?)(?: (?:got|gotten|come|gone|been))?${BY_NOW}$`,
    'i',
  ),
  new RegExp(`^how is (?<run>(?:this|that|the) run.*?) (?:doing|going|coming along|getting on)${BY_NOW}$`, 'i'),
  new RegExp(`^what(?:'s| is) (?<name>.+?)(?: still)? (?:doing|up to|busy with|working on)${BY_NOW}$`, 'i'),
  new RegExp(`^what(?:'s| is| does) (?<name>.+?)(?: still)? (?:waiting|wait|stuck) (?:for|on|at)${BY_NOW}$`, 'i'),
  new RegExp(`^(?:what|who)(?:'s| is) (?<run>(?:this|that|the) run|it) waiting for${BY_NOW}$`, 'i'),
  new RegExp(`^why is (?<name>.+?)(?: still)? (?:waiting|standing still|hanging|not moving)${BY_NOW}$`, 'i'),
  new RegExp(`^where is (?<run>(?:this|that|the) run|it)(?: at)?${BY_NOW}$`, 'i'),
  /^(?:show |what(?:'s| is) )?(?:me )?(?:the )?progress(?: (?:of|on|for) (?<name>.+))?$/i,
  new RegExp(`^is (?<run>(?:this|that|the) run|it) (?:done|finished|ready|over|through)${BY_NOW}$`, 'i'),
];

/** The wish a message is as a whole; null for anything else. */
export function runWishOf(text: string): RunWish | null {
  if (text.length > 400 || text.includes('\n')) return null;
  const said = plain(text);
  for (const pattern of PROGRESS) {
    const found = pattern.exec(said);
    if (!found) continue;
    const words = found.groups?.run ?? found.groups?.name ?? 'it';
    return { command: 'run_progress', target: targetOf(words) ?? { kind: 'named', name: unquoted(words) }, reason: '' };
  }
  for (const [pattern, command] of VERBS) {
    const rest = pattern.exec(said)?.groups?.rest;
    const wish = rest === undefined ? null : steering(rest, command, said);
    if (wish) return wish;
  }
  return null;
}

function steering(rest: string, command: RunCommand, said: string): RunWish | null {
  const why = REASON.exec(rest) ?? LOOSE_REASON.exec(rest);
  const words = why?.groups?.rest ?? rest;
  const target = targetOf(words.replace(AT_ONCE, ''));
  if (!target) return null;
  const atOnce = AT_ONCE.test(words) && /^(?:stop|end)\b/i.test(said);
  const reason = (why?.groups?.reason ?? '').trim().slice(0, MOST_REASON);
  return { command: atOnce ? 'end_run' : command, target, reason };
}

function plain(text: string): string {
  let said = asSaid(text);
  for (let more = true; more; ) {
    const next = said.replace(POLITE, '');
    more = next !== said;
    said = next;
  }
  return said.replace(/,? (?:please|for me|thanks|thank you)$/i, '');
}

const LATEST = /^(?:latest|last|newest|most recent)$/i;
const WHICH = '(?:(?<which>current|running|ongoing|active|paused|waiting|latest|last|newest|most recent) )?';
const A_RUN = new RegExp(
  `^(?:(?:this|that|the|my|its|our) )?(?:one )?${WHICH}(?:run|execution)(?: (?:of|for|from) (?<name>.+?))?(?: (?:that is |that's |which is )?(?:running|under way|in progress|going on|going))?$`,
  'i',
);
const RUN_OF = new RegExp(
  `^(?:the |my |this |that |our )?${WHICH}(?<name>.+?)(?:'s)?(?: (?<after>current|latest|last|newest))? (?:run|execution)$`,
  'i',
);

function targetOf(words: string): RunWish['target'] | null {
  if (/^(?:it|this|that|this one|that one)$/i.test(words)) return { kind: 'it' };
  const found = A_RUN.exec(words) ?? RUN_OF.exec(words);
  if (!found) return null;
  const { which, name, after } = found.groups ?? {};
  const latest = LATEST.test(which ?? '') || LATEST.test(after ?? '');
  return { kind: 'run', name: name === undefined ? null : unquoted(name), latest };
}

const unquoted = (name: string): string =>
  name
    .trim()
    .replace(/^(?:the|my|our) /i, '')
    .replace(/^["“'‘](.*)["”'’]$/, '$1')
    .replace(/ (?:workflow|automation)$/i, '');
