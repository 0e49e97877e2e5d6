import { triggerWords } from '../automation/trigger-words.ts';
import type { QuestionState } from '../store/asked.ts';
import type { ExecutionRow, StepRow } from '../store/runs.ts';
import { placeWords } from './gate-card.ts';
import type { Member } from './people.ts';
import { ANYONE } from './prompts.ts';
import { waitsUntil } from './standing-still.ts';
import { said, askedTexts as texts } from './texts-asked.ts';
import type { Card, CardChoice, Input, Limits } from './types.ts';

export interface AskView {
  name: string;
  execution: ExecutionRow;
  question: QuestionState;
  owner: Member;
}

/** A question of a run, as it is asked of a person, or of whoever is in a thread. */
export function askCard({ name, execution, question, owner }: AskView, user: string, zone: string): Card {
  const card: Card = { title: user === ANYONE ? texts.asksAnyone(name) : texts.asks(name), body: [] };
  const add = (text: string) => {
    if (text) card.body.push({ kind: 'text', text });
  };
  if (user !== owner.user) add(texts.ofOwner(owner.name));
  add(triggerWords(execution.triggerData));
  add(question.text);
  card.footer = waitsUntil(execution, texts.answerUntil(new Date(question.deadline), zone, question.silence));
  return card;
}

/** What may be tapped for it where it stands: the options, or a form. Where neither fits it says what to write. */
export function askable(
  card: Card,
  question: QuestionState,
  ref: string,
  limits: Pick<Limits, 'choices' | 'quotes'>,
): Card {
  const { kind, options } = question;
  if (kind === 'choice' && options.length <= limits.choices) {
    const choices = options.map(
      (option, index): CardChoice => ({ name: 'ask.option', value: `${ref}|${index}`, label: option }),
    );
    return { ...card, choices };
  }
  const numbered = kind === 'choice' ? [options.map((option, index) => `${index + 1}. ${option}`).join('\n')] : [];
  // Where there are no forms, a button that opens one would only be in the way of what is written.
  const written = limits.quotes === true || kind === 'choice';
  const hints = [...numbered, ...(written ? [texts.write[kind]] : [])];
  const body = [...card.body, ...hints.map((text) => ({ kind: 'text' as const, text }))];
  if (written) return { ...card, body };
  const form = { title: texts.answerTitle, submit: texts.send, inputs: [inputOf(question)] };
  return {
    ...card,
    body,
    choices: [{ name: 'ask.answer', value: ref, label: texts.answerButton, style: 'primary', form }],
  };
}

function inputOf({ kind, text }: QuestionState): Input {
  const label = text.length > 150 ? `${text.slice(0, 149)}…` : text;
  const plain = { name: 'answer', label };
  if (kind === 'number' || kind === 'date' || kind === 'file') return { ...plain, kind };
  return { ...plain, kind: 'text', multiline: true };
}

/** How a question ended, from what the run wrote down. */
export function askEnd(step: StepRow, zone: string, home: string | null): string {
  const question = step.question;
  if (!question || step.state === 'waiting') return texts.over;
  if (question.answeredBy === undefined || question.at === undefined)
    return Date.parse(question.deadline) <= (step.endedAt?.getTime() ?? 0)
      ? texts.noAnswer(question.silence)
      : texts.over;
  return answeredLine(question.answer, question.answeredBy, question.where, new Date(question.at), zone, home);
}

export function answeredLine(
  answer: unknown,
  name: string,
  where: string | null | undefined,
  when: Date,
  zone: string,
  home: string | null,
): string {
  const words = said(answer);
  const brief = words.length > 80 ? `${words.slice(0, 79)}…` : words;
  return texts.answeredBy(brief, name, placeWords(where, home), when, zone);
}
