import type { PlannerReply } from '../types.ts';
import { commandIn, type Order } from './commands.ts';
import { blot, GONE, maskOf } from './mask.ts';
import { scheduleIn } from './schedule.ts';
import type { Turn } from './turn.ts';
import { say } from './words.ts';
import { matches } from './workflow-names.ts';

/** What sounds like a command and is none at this moment: asked about, on a condition, with a no, or of a later time. */

const STEERS = new Set(['run', 'pause', 'resume', 'delete', 'rename']);
const ASKED =
  /^\W*(?:(?:hey|hi|ok|okay|so|and|but|please|nod)[,\s]+)*(?:(?:should|shall|can|could|may|might|must) (?:i|we)|(?:how|when|where) (?:do|can|could|would|should) (?:i|we)|(?:is it|would it be) (?:possible|ok|okay|safe|wise|better|best)|do (?:i|we) (?:need|have) to|what (?:happens|would happen) (?:if|when))\b/i;
const CASE =
  /^\W*(?:(?:ok|okay|so|and|but|please)[,\s]+)*(?:if|when(?:ever)?(?! (?:did|was|does|will|is|has)\b)|as soon as|unless|each time|every time|any ?time|the moment)\b/i;
const NO =
  /\b(?:don'?t|don’t|do not|never|must not|mustn'?t|shouldn'?t) (delete|remove|pause|stop|run|resume|touch|start|rename)\b/i;
/** How long it holds from now on; that is no later time. */
const FROM_NOW =
  /\b(?:until|till|for (?:now|good|ever|the (?:rest|moment|time being)|(?:a|an|the|this|next|\d+|[a-z]+) (?:minutes?|hours?|days?|weeks?|months?|while|bit))|right now|immediately|at once|today)\b.*$/;

/** "we are closed next week, so …", "…, we are away on Friday": why, not when. */
const REASON =
  /^.*\b(?:so|therefore|that's why|which is why)\b|(?:[,;.–-] *|\b)(?:because|since|as)\b.*$|[,;.–-] *(?:we|i|they|he|she|it|there|the|my|our|nobody|no one|everybody|everyone)\b.*$/;

/**
 * The answer to such words; "request" where they may ask for a new workflow. Null where the command is one.
 *
 * @param order What it would be as a command.
 */
export function heldBack({ input, the }: Turn, text: string, order: Order): PlannerReply | 'request' | null {
  if (!STEERS.has(order.command)) return CASE.test(text) && order.target !== null ? 'request' : null;
  const [first, second] = order.target === null ? [] : matches(order.target, input.workflows);
  const name = first?.workflow.name ?? '';
  if (ASKED.test(text)) return { kind: 'say', text: say.commandAsked(order.command, name) };
  if (CASE.test(text)) return 'request';
  const no = NO.exec(text)?.[1];
  // "Don't run it for now" is a pause.
  if (no && !(order.command === 'pause' && /^(?:run|start)$/i.test(no))) return { kind: 'say', text: say.leftAlone };
  if (first && second && [first, second].every((one) => isSaid(text, one.workflow.name)))
    return { kind: 'say', text: say.oneByOne(order.command, [name, second.workflow.name]) };
  const nameless = input.workflows.reduce((now, one) => {
    const at = now.indexOf(one.name.toLowerCase());
    return at < 0 ? now : blot(now, at, at + one.name.length, GONE);
  }, maskOf(text, the.timeZone).masked);
  const source = maskOf(text, the.timeZone);
  const gone = (words: string) => GONE.repeat(words.length);
  const when = scheduleIn({ ...source, masked: nameless.replace(REASON, gone).replace(FROM_NOW, gone) }, the);
  const afterwards = /\bafter (?:the|its|this|that) (?:next |current |last )?(?:run|one|time|payment|round)\b/.test(
    nameless,
  );
  if (order.command === 'run' && TIMES.test(nameless)) return { kind: 'say', text: say.oneRun(name) };
  if (order.command === 'rename' || (!when.said && !afterwards)) return null;
  return order.command === 'run' && !afterwards ? 'request' : { kind: 'say', text: say.notLater(order.command, name) };
}

const TIMES = /\b(?:twice|thrice|(?:\d+|two|three|four|five|ten) times)\b/;
const VERB =
  /^\W*(?:(?:please|ok|okay|now|and|can you|could you|just)[,\s]+)*(run|start|pause|stop|resume|delete|remove)\b/i;
const COMMANDS: Record<string, string> = { start: 'run', stop: 'pause', remove: 'delete' };
const EVERY =
  /^\W*(?:please )?(?:run|start|resume|delete|remove|erase|trash) (?:everything|all|all (?:of )?(?:my |the |them|these|those)?(?: ?workflows| ?automations)?|every (?:one|workflow|automation)(?: of them)?)[.!]*$/i;

/** What names a workflow and a deed, and is no command all the same: "don't delete the report", "pause this and that one", "delete everything". */
export function nearly({ input }: Turn, text: string): PlannerReply | null {
  const verb = VERB.exec(text)?.[1]?.toLowerCase();
  const command = COMMANDS[verb ?? ''] ?? verb;
  if (EVERY.test(text) && input.workflows.length > 0) return { kind: 'say', text: say.oneByOne(command ?? 'run', []) };
  const named = input.workflows.filter((one) => one.status !== 'deleted' && isSaid(text, one.name));
  if (named.length > 1 && command && AND.test(text) && !/[@#]|https?:|\d/.test(text))
    return {
      kind: 'say',
      text: say.oneByOne(
        command,
        named.map((one) => one.name),
      ),
    };
  if (named.length !== 1) return null;
  const asked = ASKED.exec(text)?.[0];
  const order = commandIn(asked ? text.slice(asked.length) : text.replace(REFUSES, ''), input.workflows);
  if (!order || !STEERS.has(order.command)) return null;
  if (asked) return { kind: 'say', text: say.commandAsked(order.command, named[0]?.name ?? '') };
  return REFUSES.test(text) ? { kind: 'say', text: say.leftAlone } : null;
}

const AND = /\band\b|,|&/;
const REFUSES = /^\W*(?:(?:please|no|oh|wait|ok|okay)[,\s]+)*(?:don'?t|don’t|do not|never|you must not)\s+/i;

const isSaid = (text: string, name: string): boolean => text.toLowerCase().includes(name.toLowerCase());
