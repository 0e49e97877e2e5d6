import { type Parameter, type Template, unfit } from '../automation/templates/template.ts';
import { isNo, isYes } from './answers.ts';
import { placeOf, showFresh } from './fresh-draft.ts';
import { templateChoice } from './library-cards.ts';
import type { Member } from './people.ts';
import type { Prompt } from './prompts.ts';
import type { Room } from './room.ts';
import type { MessageInbox } from './rows.ts';
import { settleEverywhere } from './settle.ts';
import { libraryTexts as texts } from './texts-library.ts';
import type { Card, TurnOutcome } from './types.ts';

/** A question about a template that waits in a thread: what was answered so far. */
interface Asking {
  template: string;
  values: Record<string, string>;
  [more: string]: unknown;
}

type Where = { row: string; thread: string };

/** The next thing a template must be told; null where its card can be shown. */
const missing = (template: Template, values: Record<string, string>): Parameter[] =>
  template.parameters.filter((one) => one.value === undefined && values[one.name] === undefined);

/** Makes the draft, or asks for the next thing it needs. */
export async function goOnWith(
  room: Room,
  person: Member,
  where: Where,
  template: Template,
  values: Record<string, string>,
): Promise<TurnOutcome> {
  const library = room.automation.library;
  const open = missing(template, values);
  const [next] = open;
  if (next) return ask(room, person, where, template, values, next, open.length);
  if (!library) return { kind: 'say', text: '' };
  const draft = await library.fromTemplate(person, template.id, values, await placeOf(room, where.thread));
  return showFresh(room, person, draft, { key: `turn:${where.row}:intro`, text: texts.fromTemplate(template.title) });
}

async function ask(
  room: Room,
  person: Member,
  { row, thread }: Where,
  template: Template,
  values: Record<string, string>,
  next: Parameter,
  count: number,
): Promise<TurnOutcome> {
  const ref = `turn:${row}:ask`;
  const question = texts.askFor(next.label, next.example);
  const first = Object.keys(values).length === 0;
  const choices = first ? [templateChoice(template, texts.fillIn)] : [];
  const asking: Asking = { template: template.id, values };
  await room.prompts.open({
    workspace: person.workspace,
    thread,
    user: person.user,
    kind: 'question',
    ref,
    key: ref,
    detail: { title: question, choices: [], asking },
  });
  const body = first ? [template.summary, [texts.askMore(count), question].filter(Boolean).join(' ')] : [];
  const card: Card = { title: template.title, body: body.map((text) => ({ kind: 'text', text })), choices };
  await room.outbox.post(thread, ref, first ? card : question);
  return { kind: 'ask', text: question, missing: [{ name: next.name, label: next.label }] };
}

/** The question about a template this message may answer: only while it is the newest thing that waits. */
async function waiting(room: Room, person: Member, row: MessageInbox): Promise<Prompt | null> {
  const own = `turn:${row._id}:ask`;
  const open = await room.prompts.talkedOfIn(person.workspace, row.thread, person.user);
  const newest = open.filter((prompt) => prompt.ref !== own).at(-1);
  return newest?.kind === 'question' && newest.detail.asking ? newest : null;
}

/** An answer to a template's question; null where none waits. Several lines answer as many questions. */
export async function answerTemplate(room: Room, person: Member, row: MessageInbox): Promise<TurnOutcome | null> {
  const prompt = await waiting(room, person, row);
  const asking = prompt?.detail.asking as Asking | undefined;
  const template = room.automation.library?.templates.find((one) => one.id === asking?.template);
  if (!prompt || !asking || !template) return null;
  const { text } = row.body;
  const settle = () => settleEverywhere(room, prompt, texts.answeredBelow, `by:${row._id}`);
  const reply = async (said: string): Promise<TurnOutcome> => {
    await room.outbox.post(row.thread, `turn:${row._id}:reply`, said);
    return { kind: 'say', text: said };
  };
  if (isNo(text)) {
    await settle();
    return reply(texts.dropped(template.title));
  }
  const open = missing(template, asking.values);
  const [next] = open;
  // A yes is no value: it would become somebody's product.
  if (next && isYes(text)) return reply(texts.askFor(next.label, next.example));
  const lines = text.split('\n').map((line) => line.trim());
  const given = lines.length > 1 && lines.length <= open.length ? lines : [text.trim()];
  const values = { ...asking.values };
  for (const [at, value] of given.entries()) {
    const parameter = open[at];
    const problem = parameter ? unfit(parameter, value, room.config.WORKFLOW_CURRENCY) : null;
    if (problem) return reply(problem);
    if (parameter) values[parameter.name] = value;
  }
  const outcome = await goOnWith(room, person, { row: row._id, thread: row.thread }, template, values);
  await settle();
  return outcome;
}
