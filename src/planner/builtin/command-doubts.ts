import type { PlannerReply } from '../types.ts';
import { corrected, type Order, replyTo } from './commands.ts';
import { GONE } from './mask.ts';
import type { Turn } from './turn.ts';
import { say } from './words.ts';
import { saidNames, wordsOf } from './workflow-names.ts';

/** Deeds that are told, doubted, refused or taken back rather than ordered, and runs that are only spoken of. */

const NAME = `(?:(?:the|my|our|this|that) )?${GONE}+(?: (?:workflow|automation))?`;
/** What may stand before the verb of an order. */
const POLITE =
  /^[^\w\uE000]*(?:(?:please|pls|plz|also|now|just|ok|okay|hey|hi|hello|nod|no|nope|sorry|oh|wait|yes|then|kindly|quickly|tafadhali|hebu|so|lets|let's|let us|go ahead and|go and|feel free to|(?:it's |it is )?time to|you (?:can|may|could|should|must)|(?:can|could|would|will) you(?: mind)?|(?:can|could) we|(?:i|we)(?:'d| would)? (?:really )?(?:want|need|like|love|have|wish)(?: you)? to|(?:i|we) (?:think|guess) (?:you|we) (?:can|could|should)|would you be so (?:kind|good) (?:as to|and)|be so (?:kind|good) (?:as to|and))[,\s]+)*/;
const CLAUSES = /[,;:.!?–—]+(?=\s|$|\uE000)|\s-\s|\b(?:and|then|(?<!\bbe )so|but)\b/;
const HEADS: Record<string, RegExp> = {
  run: new RegExp(
    `^(?:(?:run|execute|trigger|fire|launch|kick off|start|set off|rerun|re-run|endesha|washa)\\b(?! (?:failed|was|is|were|has|had|that)\\b)|(?:do|make) (?:an?|another|one more|the|it)\\b|do ${NAME}|(?:one more|another|test) run\\b|give (?:it|${NAME})(?: .*)? (?:kick|go|spin|run)\\b|${NAME}\\W+(?:(?:please|now|must|should|needs to|has to|can) )*(?:run|start) (?:now|it|please|again|right|once|immediately|at once)|(?:make|let|have|get) ${NAME} (?:run|start)\\b|(?:i|we)(?:'d| would)? (?:want|need|like) ${NAME} (?:to )?(?:run|start)\\b)`,
  ),
  delete: new RegExp(
    `^(?:(?:${NAME}\\W+)?(?:delete|remove|erase|trash|get rid of|bin|discard|scrap|archive|kill|throw|destroy|drop|futa|cancel)\\b|.*\\b(?:don'?t|do not|no longer) (?:need|want)\\b|.*\\b(?:done with|can go|be gone|not needed|deleted|removed|erased|gone)\\b)`,
  ),
};
const MOCK = /\b(?:dry|simulat\w+|pretend\w*|mock|fake)\b/;
const TAKES_BACK = /^\W*(?:please )?(?:undo|un-?delete|un-?pause the deletion|reverse|revert|take back|roll back)\b/;
const WENT_WRONG = /\b(?:fail\w*|wrong|broke\w*|crash\w*|errors?)\b/;
const JOKES = /\b(?:kidding|joking|joke|jk)\b/;
const ENDS_RUN = /^\W*(?:please )?(?:cancel|abort|call off|stop|end|terminate)\b/;
/** How it stands tells the most. */
const WHO_DID = /^\W*(?:why|who|how come) (?:did|has|have|had|told|asked|you)\b/;
const DEED = '(?:run|start|delet|remov|eras|paus|stop|resum|suspend|disabl)(?:e|ing)?';
const DOUBTS = [
  /^\W*(?:why|who|whom|whose|what made|what if|how about|how come|what about)\b/,
  /\b(?:maybe|perhaps|possibly|might|refus\w+|unable|failed to|tried to|(?:was|were|am|are|is|'m|'re) (?:going|about|supposed|meant|tempted|planning|thinking|considering)|thinking (?:of|about)|considering|(?:good|bad) idea)\b/,
  new RegExp(
    `\\b(?:said|says|wrote|writes|suggested|suggests|(?:told|asked|asks|tells) [\\w${GONE}]+)(?: (?:that|to))?:? *(?:please )?${DEED}\\b`,
  ),
  /\b(?:hold(?:ing)? off|put off|postpone|avoid|refrain|hold back|wait with|stop) (?:on |from |with )?(?:deleting|removing|erasing|pausing|stopping|resuming|renaming)\b/,
  new RegExp(
    `\\b(?:delete|remove|pause|stop|resume|run|start) ${NAME} (?:failed|fails|failing|did(?:n't| not)|does(?:n't| not))\\b`,
  ),
];
const ALREADY = /\balready\b(?!.*\b(?:fail\w*|broke\w*)\b)/;
const PAID = /\b(?:(?:been|is|was|got) paid|paid (?:him|her|them|it))\b/;
const PAYS = /\b(?:pay|payout|salary|salaries|wages?|transfer|refund|withdraw|send money)\b/i;
/** "resume it and run it": both are deeds, of one kind. */
const AND_RUN = new RegExp(
  `(?:\\b(?:and|then)|→|->|=>|[,;>+&]) (?:and |then )*(?:run|execute|trigger)(?: (?:it|this|that|${NAME}))?(?!\\w| (?:on|out|off|again))`,
);
/** "…, my yes first", "→ I approve", "Ben must say yes": somebody agrees to it before. That they do now is an order of its own. */
const AGREES =
  /\b(?:approv(?:e|es|ed|al|ing)|consent(?:s|ed)?|confirm(?:s|ed|ation|ing)?|sign(?:s|ed|ing)?[- ]?off|go[- ]?ahead from|(?:my|his|her|their|our|your|\w+'s) (?:ok(?:ay)?|yes|go|go[- ]?ahead|say(?:-so)?|nod|word|blessing|permission|agreement|green light)|(?:says?|said|gives?) (?:so|yes|ok(?:ay)?|go)|agree[sd]?|(?:needs?|must|have|has|want|will|'ll|would like|get|gets) (?:to )?(?:ok(?:ay)?|check|review|see(?! (?:if|whether|that))|look|inspect|verify|vet|read)|(?:checks?|reviews?|verif(?:y|ies)) (?:it|this|that|them|first))\b/;
const AGREED_NOW =
  /^\W*(?:(?:yes|ok|okay|fine|good|great)\W+)*(?:(?:i |it is |it's |that's |is )?(?:approved?|confirm(?:ed)?|agreed?)(?: (?:it|this|that))?|you have my (?:ok(?:ay)?|yes|approval|go[- ]?ahead))[,.;:!]+ (?!then)/;
/** "(rent)", "big or small": which one, or how, is no part of a run. */
const NARROWS =
  /\((?! *(?:please|now|thanks?|thank you|asap|today|again|the [a-z]+|it|this) *\))[^()]*[\p{L}\p{N}][^()]*\)|(?<!\bmore )\bor\b(?! (?:so|else)\b)/u;

/**
 * The answer where nobody asked for the deed; null where somebody did.
 *
 * @param plain The sentence, masked, without the names in it.
 * @param left What of it is neither the deed nor idle.
 */
export function doubted({ input }: Turn, order: Order, name: string, plain: string, left: string): PlannerReply | null {
  const { command } = order;
  const none: PlannerReply = { kind: 'say', text: say.commandAsked(command, name) };
  if (command === 'rename') return null;
  if (TAKES_BACK.test(plain)) return { kind: 'say', text: say.noUndoing(name) };
  if (WHO_DID.test(plain) && name) return replyTo({ command: 'status', target: name }, input.workflows);
  if (isNoOrder(plain, command)) {
    if (command !== 'run') return none;
    if (ENDS_RUN.test(plain)) return { kind: 'say', text: say.cancelsRun(name) };
    return WENT_WRONG.test(plain) && name ? replyTo({ command: 'why', target: name }, input.workflows) : none;
  }
  if ((command === 'run' || command === 'resume') && AGREES.test(plain.replace(AGREED_NOW, ''))) return none;
  if (command === 'run' && NARROWS.test(left)) return none;
  if (JOKES.test(plain) || DOUBTS.some((doubt) => doubt.test(left))) return none;
  if (command === 'resume' && AND_RUN.test(plain))
    return { kind: 'say', text: say.inTurn(['resume', 'run'].map((one) => ({ command: one, name }))) };
  if (command === 'run' && (MOCK.test(plain) || ALREADY.test(plain) || (PAID.test(plain) && PAYS.test(name))))
    return none;
  return command === 'delete' && isSomebody(order.target ?? '', name) ? none : null;
}

/** No part of it begins with the verb: "my Pay Otieno run", "I refuse to delete it". */
function isNoOrder(plain: string, command: string): boolean {
  const head = HEADS[command];
  return (
    head !== undefined && !plain.split(CLAUSES).some((part) => head.test(corrected(part.replace(POLITE, '').trim())))
  );
}

/** "delete Otieno": a bare part of “Pay Otieno”, which may be the person. */
function isSomebody(target: string, name: string): boolean {
  const [word, ...more] = wordsOf(target);
  if (!word || more.length > 0 || target.trim().toLowerCase() !== word) return false;
  const after =
    /\b(?:pay|call|text|email|remind|tell|thank|message|sms|whatsapp|ping|notify|ask|wish|to|for|with|from) (\p{Lu}\p{L}+)/giu;
  return [...name.matchAll(after)].some((found) => /^\p{Lu}/u.test(found[1] ?? '') && found[1]?.toLowerCase() === word);
}

const RENAMED_AND =
  /^(.+?),? (?:and|then) (?:then )?(pause|stop|run|start|resume|delete|remove) (?:(it|this|that)|(?:(?:the|my|our) )?(.+))$/i;
const RENAMED_IF =
  /^(.+?),? (?:if|unless|as soon as|provided|in case) (?:it|he|she|they|we|i|you|the|my|our|this|that|there|nobody|everyone|everybody|all|possible)\b/i;

/** "rename it to Pay Ann and pause it", "… and delete the report", "… if it is not used": more than a new name. */
export function renamedBesides({ input }: Turn, said: string, newName: string, name: string): PlannerReply | null {
  if (/["“'‘]\W*$/.test(said.slice(0, Math.max(0, said.lastIndexOf(newName))))) return null;
  const [, now, verb, it, other = ''] = RENAMED_AND.exec(newName) ?? [];
  const [named] = saidNames(other, input.workflows);
  if (now && verb && (it || named?.start === 0)) {
    const command = { stop: 'pause', start: 'run', remove: 'delete' }[verb.toLowerCase()] ?? verb.toLowerCase();
    return { kind: 'say', text: say.renameAnd(name, now, command, named?.workflow.name) };
  }
  const onIf = RENAMED_IF.exec(newName)?.[1];
  return onIf ? { kind: 'say', text: say.renameIt(name, onIf) } : null;
}
