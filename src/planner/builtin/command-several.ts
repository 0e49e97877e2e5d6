import type { PlannerReply } from '../types.ts';
import { askedOf, refused } from './command-guards.ts';
import { commandIn, nameless, STEERS, unquoted } from './commands.ts';
import { calledLoosely } from './commands-called.ts';
import type { Turn } from './turn.ts';
import { say } from './words.ts';
import { matches, saidNames } from './workflow-names.ts';

/** What names workflows and deeds, and is no command all the same: of several at once, of all, of none with a no. */

const VERB =
  /\b(run|execute|trigger|start|pause|suspend|halt|stop|resume|unpause|restart|delete|remove|erase|trash|get rid of|bin|scrap)\b(?! (?:me|by|on|at|from)\b)/gi;
const COMMANDS: Record<string, string> = {
  ...{ start: 'run', execute: 'run', trigger: 'run', stop: 'pause', suspend: 'pause', halt: 'pause' },
  ...{ unpause: 'resume', restart: 'resume', remove: 'delete', erase: 'delete', trash: 'delete' },
  ...{ 'get rid of': 'delete', bin: 'delete', scrap: 'delete' },
};
const commandOf = (verb: string): string => COMMANDS[verb.toLowerCase()] ?? verb.toLowerCase();

const ALL =
  '(?:everything|all(?: (?:of )?(?:my|the|them|it|these|those))?(?: ?workflows| ?automations)?|every ?(?:one|workflow|automation)(?: of them)?)';
const EVERY = new RegExp(`^\\W*(?:please )?(?:[a-z]+|get rid of) ${ALL}[.!]*$`, 'i');
const EXCEPT = new RegExp(
  `^\\W*(?:please )?(?:[a-z]+|get rid of) ${ALL},? (?:except(?: for)?|but(?: not)?|apart from|other than|besides|excluding) `,
  'i',
);
/** "pause all reminders", "stop both of the reports". */
const KIND =
  /^\W*(?:(?:please|ok|okay|now|and|can you|could you|just)[,\s]+)*(?:[a-z]+|get rid of) (?:all|both|every one)(?: of)?(?: (?:my|the|our|these|those))? ([a-z]+s)(?: (?:please|now|for now|today|until .*|for the moment))*[.!?]*$/i;
const AND = /\b(?:and|then|or)\b|,|&|\+/;
const NOT = /\b(?:not|except|but not|rather than|instead of|without)\b[^,;.]*$/i;
const REFUSES = /^\W*(?:(?:please|no|oh|wait|ok|okay)[,\s]+)*(?:don'?t|don’t|do not|never|you must not)\s+/i;

/** The answer to such words; null where they are something else. Nothing is ever done. */
export function nearly(turn: Turn, said: string): PlannerReply | null {
  const { workflows } = turn.input;
  const text = unquoted(said, workflows);
  const several = severalIn(turn, said);
  if (several) return several;
  const named = saidNames(text, workflows);
  if (new Set(named.map((one) => one.workflow.id)).size !== 1) return null;
  const asked = askedOf(turn, text);
  if (asked) return asked;
  const called = calledLoosely(text.trim().replace(/[.!?]+$/, ''), workflows);
  if (called && !called.isSure) return { kind: 'say', text: say.renameIt(called.name, called.said) };
  const order = REFUSES.test(text) ? commandIn(text.replace(REFUSES, ''), workflows) : null;
  return order && STEERS.has(order.command)
    ? refused(nameless(text, text, workflows).toLowerCase(), order.command, named[0]?.workflow.name ?? '')
    : null;
}

/** How to say what is ordered of several, or of all, one after another. */
export function severalIn(turn: Turn, said: string): PlannerReply | null {
  const text = unquoted(said, turn.input.workflows);
  const words = ofAll(turn, text) ?? inTurn(turn, text);
  return words === null ? null : { kind: 'say', text: words };
}

/** "delete everything", "pause all but the report": which, one after another. */
function ofAll({ input }: Turn, text: string): string | null {
  const live = input.workflows.filter((one) => one.status !== 'deleted');
  const found = new RegExp(VERB.source, 'i').exec(text)?.[1];
  if (!found || live.length === 0) return null;
  if (EVERY.test(text)) return say.oneByOne(commandOf(found), live[0]?.name ?? '');
  const kind = KIND.exec(text)?.[1];
  const alike = kind
    ? live.filter(
        ({ name }) =>
          matches(
            kind,
            live.filter((one) => one.name === name),
          ).length > 0,
      )
    : [];
  if (alike.length > 0 && alike.length < 7)
    return say.inTurn(alike.map((one) => ({ command: commandOf(found), name: one.name })));
  if (!EXCEPT.test(text)) return null;
  const kept = new Set(saidNames(text, live).map((one) => one.workflow.id));
  const rest = live.filter((one) => !kept.has(one.id));
  return rest.length > 0 && rest.length < 7
    ? say.inTurn(rest.map((one) => ({ command: commandOf(found), name: one.name })))
    : say.oneByOne(commandOf(found), rest[0]?.name ?? '');
}

/** "pause this and that one", each with the deed that was said of it, in the order of the sentence. */
function inTurn({ input }: Turn, text: string): string | null {
  const { workflows } = input;
  const named = saidNames(text, workflows);
  const plain = nameless(text, text, workflows);
  if (
    new Set(named.map((one) => one.workflow.id)).size < 2 ||
    !AND.test(plain) ||
    /[@#]|https?:|\d/.test(plain) ||
    THINGS.test(plain)
  )
    return null;
  if (
    !new RegExp(`^\\W*(?:(?:please|ok|okay|now|and|can you|could you|just)[,\\s]+)*(?:${VERB.source})`, 'i').test(plain)
  )
    return null;
  const deeds = named.flatMap(({ workflow, start }) => {
    const before = plain.slice(0, start);
    const verb = [...before.matchAll(VERB)].at(-1)?.[1];
    return verb && !NOT.test(before)
      ? [{ command: isAgain(verb, workflow.status) ? 'resume' : commandOf(verb), name: workflow.name }]
      : [];
  });
  return deeds.length > 0 ? say.inTurn(deeds) : null;
}

const isAgain = (verb: string, status: string): boolean => /^start$/i.test(verb) && status === 'paused';
const THINGS =
  /\b(?:rows?|sheets?|spreadsheet|columns?|calendar|steps?|every|when(?:ever)?|if|email|post|send|text|tell)\b/i;
