import type { Catalogue } from '../../connectors/catalogue.ts';
import type { Planner, PlannerInput, PlannerReply } from '../types.ts';
import { aboutCard } from './about-card.ts';
import { answeredWhole, notAnswered } from './answer-besides.ts';
import { type AnswerContext, answered, LEAVE, leftWith } from './answers.ts';
import { answerAside, asideIn, consents } from './aside.ts';
import { isPlainChange } from './change-asked.ts';
import { changeHere, lookHere } from './change-here.ts';
import { limitLive } from './change-limits.ts';
import { changed } from './changes.ts';
import { askedOf } from './command-guards.ts';
import { runsUnquoted } from './commands.ts';
import { type Dialog, NOTHING } from './dialog.ts';
import { changeDraft, changeLive } from './draft-changes.ts';
import { lexiconOf } from './lexicon.ts';
import { maskOf } from './mask.ts';
import { askedAgain, commandHere, whichOne } from './meant-here.ts';
import { finish } from './proposing.ts';
import { type Reading, readRequest } from './read.ts';
import { clear, type Sketch } from './sketch.ts';
import { asksAbout, cancels, dropsIt, isLong, NEXT, talkIn, YES } from './talk.ts';
import { keep, type Turn } from './turn.ts';
import { splitRequest } from './two.ts';
import { understood } from './understood.ts';
import { strangerIn } from './unknown.ts';
import { oftenAsked } from './watch-ways.ts';
import { say } from './words.ts';

/** A planner without a model: deterministic, offline, driven by what the catalogue declares. Asks rather than guesses. */
export function createBuiltinPlanner({ catalogue }: { catalogue: Catalogue }): Planner {
  const lexicon = lexiconOf(catalogue);
  return async (input) => {
    const kept = dialogOf(input.dialog);
    const dialog = { ...kept, next: input.next === undefined ? kept.next : input.next };
    const reply = plan({ input, lexicon, catalogue, dialog, the: readingOf(input) });
    return reply.dialog === undefined ? reply : { ...reply, next: (reply.dialog as Dialog).next };
  };
}

function dialogOf(kept: unknown): Dialog {
  if (typeof kept !== 'object' || kept === null || !('asked' in kept)) return NOTHING;
  return { ...NOTHING, ...(kept as Partial<Dialog>) };
}

const readingOf = (input: PlannerInput): Reading => ({
  now: input.now,
  timeZone: input.timeZone,
  currency: input.currency,
  owner: { email: input.owner.email, phone: input.owner.phone },
  workflows: input.workflows.filter((one) => one.status !== 'deleted').map((one) => one.name),
});

function plan(turn: Turn): PlannerReply {
  const { input, dialog, catalogue } = turn;
  const text = input.text.trim();
  const talk = talkIn(text);
  if (talk === 'empty' || talk === 'unreadable' || talk === 'tooLong')
    return keep(dialog, { kind: 'say', text: say[talk] });
  if (talk === 'help') return keep(dialog, askedOf(turn, text) ?? { kind: 'say', text: say.help(catalogue) });
  if (dialog.order) return whichOne(turn, dialog.order, plan);
  const open = dialog.asked.length > 0 ? dialog.sketch : null;
  if (!open && isLong(text)) return keep(dialog, { kind: 'say', text: say.tooLong });
  const asksWords = open !== null && dialog.asked.some((hole) => hole.kind === 'text');
  if (cancels(text, asksWords) || ((open || input.draft) && dropsIt(text, asksWords)))
    return dropped(turn, open !== null, text);
  const command = limitLive(turn, text) ?? (open ? null : lookHere(turn, text)) ?? commandHere(turn, text);
  if (command) return command;
  if (open) {
    const told = aboutCard(turn, text);
    if (told) return told;
    const aside = asideIn(text, dialog.asked, turn.the.timeZone);
    const meant = aside === 'hello' && dialog.greeted ? null : aside;
    return (meant && answerAside(meant, dialog, false)) ?? reply(turn, open, consents(text) ? 'yes' : text);
  }
  if (NEXT.test(text)) return second(turn);
  const told = aboutCard(turn, text);
  if (told) return told;
  const aside = asideIn(text, [], turn.the.timeZone);
  const beside = aside && answerAside(aside, dialog, input.draft !== null);
  if (beside) return beside;
  if (asksAbout(text)) return keep(dialog, { kind: 'say', text: say.help(catalogue) });
  if (talk === 'hello') return keep(dialog, { kind: 'say', text: say.hello('') });
  if (input.draft) {
    if (YES.test(text)) return keep(dialog, { kind: 'say', text: say.yesUnclear });
    if (talk === 'thanks') return keep(dialog, { kind: 'say', text: `${say.thanks} ${say.tapApprove}` });
    const change = changeDraft(turn, runsUnquoted(text, input.workflows));
    if (change) return change;
  }
  if (talk === 'thanks') return keep(dialog, { kind: 'say', text: say.thanks });
  const live = changeLive(turn, text) ?? changeHere(turn, text);
  if (live) return live;
  return request(turn, runsUnquoted(text, input.workflows));
}

/** The second of two requests, once the first is out of the way. */
function second(turn: Turn): PlannerReply {
  const { input, dialog } = turn;
  if (!dialog.next) return { kind: 'say', text: say.noNext };
  if (input.draft) return keep(dialog, { kind: 'say', text: say.nextAfter(input.draft.definition.name) });
  return { dialog: NOTHING, ...request({ ...turn, dialog: NOTHING }, dialog.next) };
}

/** What is open is dropped: of a question about a card only the question, unless more is said. */
function dropped({ input, dialog }: Turn, isAsked: boolean, text: string): PlannerReply {
  if (isAsked && input.draft && !/\b(?:draft|card|everything|all|over|again|whole)\b/i.test(text))
    return { kind: 'say', text: say.questionLeft, dialog: { ...dialog, sketch: null, asked: [] } };
  return input.draft || dialog.sketch
    ? { kind: 'act', command: 'cancel', workflow: null, needsConfirmation: false, text: say.dropped }
    : { kind: 'say', text: say.nothingOpen };
}

/** Answers to open questions; what is no answer may be a change to what is being built. */
function reply(turn: Turn, sketch: Sketch, text: string): PlannerReply {
  const { dialog, lexicon, the } = turn;
  const context: AnswerContext = { lexicon, the };
  if (inBrief(text) === inBrief(sketch.text)) return askedAgain(dialog, say.haveThat);
  if (dialog.asked.some((hole) => hole.kind === 'action')) {
    if (LEAVE.test(text.trim())) return finish(turn, sketch);
    const more = readRequest(lexicon, text, the, sketch.triggers.length > 0 ? sketch : undefined);
    const starts = more.triggers.length > 0 || more.when !== null;
    if (more.steps.length === 0 && starts && !more.cannot)
      return finish(turn, { ...sketch, triggers: more.triggers, when: more.when ?? sketch.when });
    if (more.steps.length === 0) return finish(turn, { ...sketch, cannot: more.cannot ?? text.slice(0, 120) });
    return finish(turn, {
      ...more,
      text: `${sketch.text} ${text}`,
      triggers: more.triggers.length > 0 ? more.triggers : sketch.triggers,
      when: more.when ?? sketch.when,
    });
  }
  if (isPlainChange(text, dialog.asked, the.timeZone)) {
    const plain = changed(clear(sketch, text), text, context);
    return plain ? finish(turn, plain) : askedAgain(dialog, say.notUnderstoodChange);
  }
  const besides = leftWith(text);
  const agreed =
    besides === null ? null : changed(clear(answered(sketch, dialog.asked, 'you decide', context)), besides, context);
  if (agreed) return finish(turn, agreed);
  const next = answeredWhole(sketch, dialog.asked, text, context);
  const same = JSON.stringify(next) === JSON.stringify(sketch);
  const change = same || corrects(text) ? changed(clear(sketch, text), text, context) : null;
  if (same && !change) {
    const fresh = readRequest(lexicon, text, the);
    // "the email in the payload" is a thing, whatever could be made of its words.
    if (
      !/^\W*(?:the|their|its|his|her)\b/i.test(text) &&
      fresh.steps.length > 0 &&
      !fresh.cannot &&
      fresh.triggers.length > 0
    )
      return finish({ ...turn, dialog: { ...NOTHING, next: dialog.next } }, fresh);
    const left = notAnswered(sketch, text, context);
    if (left) return finish(turn, left);
  }
  return finish(turn, change ?? next);
}

/** The same message once more is no answer to what was asked about it. */
const inBrief = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** "actually make it 8", "hmm wait, use email instead", "no, not the email": a change even while something is asked. */
const corrects = (text: string): boolean =>
  (/^(?:no,? |oh,? |wait,? |sorry,? )*(?:actually|make (?:it|that)|change (?:it|the)|instead|i meant)\b/i.test(
    text.trim(),
  ) ||
    /^(?:(?:no|oh|wait|sorry|hmm+|uh+|um+|ok(?:ay)?|hold on|actually|and|please|(?:can|could|would) you)[,.!…\s]+)*(?:(?:also|add|move|change|set) |(?:use|send|do|put|post|make|email|text) .*\binstead[.!]*$|(?:not|without|skip|drop|remove|leave out|forget) (?:the |that )?\w+(?: \w+)?[.!]*$)/i.test(
      text.trim(),
    )) &&
  !/["“:]/.test(text);

/** A new request, perhaps two in one. */
function request(turn: Turn, written: string): PlannerReply {
  const { lexicon, the } = turn;
  const text = understood(written, lexicon, the.timeZone);
  const { first, next } = splitRequest(lexicon, text, the);
  const sketch = oftenAsked(readRequest(lexicon, first, the));
  if (next === null) sketch.text = written;
  const stranger = strangerIn(maskOf(first, the.timeZone).masked, lexicon);
  if (
    stranger &&
    (sketch.steps.length === 0 ||
      sketch.cannot ||
      new RegExp(
        `\\b(?:on|in|to|via|with|from) (?:my |our )?${stranger}\\b|^(?:post|send|tweet)|\\b${stranger}\\b`,
        'i',
      ).test(first))
  )
    return { kind: 'say', text: say.cannotService(stranger) };
  if (talkIn(text) === 'question' && sketch.triggers.length === 0 && !/[@#+]|https?:/.test(text))
    return { kind: 'say', text: say.offTopic };
  return finish({ ...turn, dialog: { ...NOTHING, next: next ?? turn.dialog.next } }, sketch);
}
