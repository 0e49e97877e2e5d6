import type { Step } from '../../automation/definition.ts';
import type { PlannerReply } from '../types.ts';
import { LEAVE } from './answers.ts';
import { ownPayment } from './change-addition.ts';
import { isOneAlone } from './change-one-alone.ts';
import { removesAtTimes } from './change-removal.ts';
import { asksRows } from './change-rows.ts';
import { whichText } from './change-said.ts';
import { whichHeld } from './change-which.ts';
import { changed } from './changes.ts';
import { outcome } from './conditions.ts';
import { NOTHING, withPast } from './dialog.ts';
import { maskOf } from './mask.ts';
import { finish } from './proposing.ts';
import { readRequest } from './read.ts';
import { sketchOf } from './sketch.ts';
import { talkIn } from './talk.ts';
import { keep, type Turn } from './turn.ts';
import { strangerIn } from './unknown.ts';
import { say } from './words.ts';
import { matches } from './workflow-names.ts';

/** Changes of the card that is open and of a workflow that runs. */

/** "leave the text as it is". */
const AS_IT_IS =
  /^(?:(?:no|ok(?:ay)?|please|just)[, ]+)*(?:leave|keep) (?:it|that|this|them|everything|(?:the|its|both) [\w ]+?) (?:as|like|the way) (?:it|they|that) (?:is|are|was|were)[.! ]*$/i;

/** What is said of a thing there is: without somebody of its own to reach, it is a change of the card and no other request. */
const OF_CARD =
  /^(?:(?:no|ok(?:ay)?|please|just|actually|and|but|now)[, ]+)*(?:(?:change|move|switch|update|edit|make|let|have|drop|remove|skip|delete|keep|leave|lose|cut|put|send|run|post) (?:only )?(?:the|its|it|that|this|them|both)\b|the |its |only )/i;
const RECEIVER = /[^\s@]+@[^\s@]+|\+?\d{7,}|(?:^|\s)#[a-z]/i;

export function changeDraft(turn: Turn, said: string): PlannerReply | null {
  const { input, lexicon, the, dialog } = turn;
  const { draft } = input;
  const text = draft ? ownPayment(draft.definition, said) : said;
  if (draft && (LEAVE.test(text) || AS_IT_IS.test(text))) return keep(dialog, { kind: 'say', text: say.asItIs });
  if (!draft || (isWhole(text, turn) && !isOfStep(turn, text, draft.definition.steps))) return null;
  const sketch = sketchOf(draft.definition, draft.assumptions);
  const context = { lexicon, the };
  const next = changed(sketch, text, context);
  const workflow = draft.workflow ? { id: draft.workflow.id, baseVersion: draft.workflow.version } : null;
  const past = withPast(dialog, draft.definition);
  if (next?.steps.every((step) => step.service === 'flow') && next.steps.length < draft.definition.steps.length)
    return keep(dialog, { kind: 'say', text: say.onlyThing });
  if (next) return revised(finish({ ...turn, dialog: { ...dialog, workflow, past } }, next), turn);
  if (removesAtTimes(sketch, text, context) || (OF_CARD.test(text) && isOneAlone(sketch, text, context)))
    return asksWhat(dialog, say.notAtTimes);
  const fresh = readRequest(lexicon, text, the);
  const itself = !OF_CARD.test(text) || RECEIVER.test(text);
  if (itself && fresh.steps.length > 0 && fresh.triggers.length > 0 && !fresh.cannot) return null;
  const stranger = strangerIn(maskOf(text, the.timeZone).masked, lexicon);
  if (stranger) return keep(dialog, { kind: 'say', text: say.cannotService(stranger) });
  if (talkIn(text) === 'question') return keep(dialog, { kind: 'say', text: say.cardTells });
  if (asksRows(sketch, text)) return asksWhat(dialog, say.whichRows);
  return asksWhat(
    dialog,
    whichText(sketch, text, context) ?? whichHeld(sketch, text, context) ?? say.notUnderstoodChange,
  );
}

/** "if the payout fails text …": how a step of the card ends, and no start of something else. */
const isOfStep = ({ lexicon }: Turn, text: string, steps: Step[]): boolean =>
  /^\W*(?:(?:and|but|so) )*(?:if|in case|should) (?:the|that|this|it)\b/i.test(text) &&
  outcome(text.toLowerCase(), steps, lexicon.catalogue) !== null;

const asksWhat = (dialog: Turn['dialog'], text: string): PlannerReply =>
  keep(dialog, { kind: 'ask', text, missing: [{ name: 'change', label: 'the change' }], waitsNot: true });

/** A change that changes nothing is said to be none: the card stands. */
function revised(reply: PlannerReply, { input, dialog }: Turn): PlannerReply {
  const same = reply.kind === 'propose' && JSON.stringify(reply.definition) === JSON.stringify(input.draft?.definition);
  return same ? keep(dialog, { kind: 'say', text: say.alreadySo }) : reply;
}

/** A request that stands for itself, with its own start and its own receiver, is no change to the open card. */
export function isWhole(text: string, { lexicon, the }: Turn): boolean {
  if (
    /^\W*(?:also|and|then|instead|make|change|only|add|but|actually|remove|skip|use|plus|set|move|no|not|send it|do it|run it)\b/i.test(
      text,
    )
  )
    return false;
  const fresh = readRequest(lexicon, text, the);
  return (
    RECEIVER.test(text) &&
    fresh.steps.length > 0 &&
    !fresh.cannot &&
    fresh.triggers.some((trigger) => trigger.type !== 'manual')
  );
}

const CHANGE =
  /^(?:please |can you |could you |i want to |i'd like to )*(?:change|update|edit|modify|move|switch|make|set|reschedule|adjust)\b\s*(?:the |my )?(.*)$/i;

/** "change the weekly report to Tuesday": a new version of a live workflow. */
export function changeLive(turn: Turn, text: string): PlannerReply | null {
  const { input, lexicon, the } = turn;
  const found = CHANGE.exec(text);
  const [first, second] = found ? matches(found[1] ?? '', input.workflows) : [];
  if (!found || !first || first.score < 0.6 || (second && first.score - second.score < 0.25)) return null;
  const { workflow } = first;
  if (!workflow.definition) return { kind: 'say', text: say.notUnderstoodChange };
  const words = new Set(workflow.name.toLowerCase().split(/\s+/));
  const rest = (found[1] ?? '')
    .split(/\s+/)
    .filter((word) => !words.has(word.toLowerCase().replace(/'s$/, '')) && !/^(?:workflow|automation)$/i.test(word))
    .join(' ');
  const sketch = sketchOf(workflow.definition, []);
  const context = { lexicon, the };
  const next =
    changed(sketch, rest.replace(/^(?:to|so that|so|and)\s+/i, ''), context) ??
    changed(sketch, `change ${rest}`, context) ??
    changed(sketch, rest, context);
  if (!next)
    return {
      kind: 'ask',
      text: say.notUnderstoodChange,
      missing: [{ name: 'change', label: 'the change' }],
      waitsNot: true,
    };
  return finish(
    { ...turn, dialog: { ...NOTHING, workflow: { id: workflow.id, baseVersion: workflow.version } } },
    next,
  );
}
