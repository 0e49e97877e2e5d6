import type { KnownWorkflow } from '../types.ts';
import type { Order } from './commands.ts';
import { saidNames, THING } from './workflow-names.ts';

/** New names, and deeds said as wishes: sentences that mean a workflow only where they say the whole of its name. */

const CALLED =
  /^(?: (?:workflow|automation))? (?:(?:should|must|shall|is to) be (?:called|named)|(?:to )?)\s*(.{2,60})$/i;
const RENAMED = /^(?: (?:workflow|automation))? (?:should|must|shall|is to) be renamed(?: to)? (.{2,60})$/i;
const TO = /^(?: (?:workflow|automation))? (?:to|as|into|=>|->) (.{1,80})$/i;
const QUOTED = /^["“'‘].*["”'’]$/;
/** "called off", "call it back", "called every Monday": no name. */
const TURNS =
  /^(?:off|back|out|up|in|on|at|by|about|around|over|before|after|every|each|tomorrow|today|tonight|later|now|when|if|what|whatever|to|for|and|or|it|an?|not|again|first|only|once|twice|with)\b/i;

/** "rename the report to Numbers", "call the report Numbers from now on", "Weekly report should be called “Numbers”". */
export function calledIn(plain: string, workflows: KnownWorkflow[]): Order | null {
  const found = calledLoosely(plain, workflows);
  return found?.isSure ? { command: 'rename', target: found.name, newName: newNameOf(found.said) } : null;
}

/** Words that may be meant for a new name; `isSure` where nothing else can be. */
export function calledLoosely(
  plain: string,
  workflows: KnownWorkflow[],
): { name: string; said: string; isSure: boolean } | null {
  const [first] = saidNames(plain, workflows);
  if (!first) return null;
  const { name } = first.workflow;
  const before = plain.slice(0, first.start);
  const after = plain.slice(first.end);
  const to = /^(?:rename|re-name|change the name of) (?:(?:the|my|our|new|old) )*$/i.test(before) && TO.exec(after);
  if (to) return { name, said: to[1] ?? '', isSure: true };
  const alone = /^(?:(?:the|my|our) )?$/i.test(before);
  const renamed = alone && RENAMED.exec(after)?.[1];
  if (renamed) return TURNS.test(renamed) ? null : { name, said: renamed, isSure: true };
  const calls = /^call (?:(?:the|my|our) )?$/i.test(before);
  if (!calls && !(alone && /\bbe (?:called|named)\b/i.test(after))) return null;
  const said = CALLED.exec(after)?.[1] ?? '';
  if (QUOTED.test(said.replace(NOW_ON, '')) || (NOW_ON.test(said) && !TURNS.test(said)))
    return { name, said, isSure: true };
  return said === '' || TURNS.test(said) ? null : { name, said: said.replace(/,? not\b.*$/i, ''), isSure: false };
}

const NOW_ON = / from now on$/i;

/** A name as it was said, without quotes. */
export const newNameOf = (said: string): string =>
  said
    .trim()
    .replace(NOW_ON, '')
    .replace(/^["'“‘](.*)["'”’]$/, '$1');

const WISHED =
  /^(?:i(?:'d| would)? (?:want|like|need)|get|have) ((?:the |my |our )?)(.+?) (?:(paused|suspended|stopped|switched off|turned off|put on hold|on hold)|deleted|removed|erased|gone)$/i;

/** "I want the weekly report paused". A single bare word may be somebody: "get Ann gone". */
export function wishedIn(plain: string, workflows: KnownWorkflow[], isQuoted: boolean): Order | null {
  const [, the, words = '', paused] = WISHED.exec(plain) ?? [];
  const [first] = saidNames(words, workflows);
  const rest = first ? `${words.slice(0, first.start)}${words.slice(first.end)}`.trim() : words;
  if (!first || !/^(?:workflow|automation)?$/i.test(rest)) return null;
  if (!the && !isQuoted && !THING.test(rest) && !/\s/.test(first.workflow.name)) return null;
  return { command: paused ? 'pause' : 'delete', target: first.workflow.name };
}
