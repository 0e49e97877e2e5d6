import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { WorkflowRow } from '../store/workflows.ts';
import { askable, askCard, askEnd } from './ask-card.ts';
import { partiesOf, promptsAbout, refOf } from './asked.ts';
import { platformOf } from './conversations.ts';
import { cardKeyOf, withoutChoices } from './draft-card.ts';
import { reminderOf } from './gate-card.ts';
import type { Member } from './people.ts';
import { placesOf, updateEverywhere } from './places.ts';
import { ANYONE, type Prompt } from './prompts.ts';
import type { Room } from './room.ts';
import { changeWaiting, pauseMark } from './standing-still.ts';
import type { Card } from './types.ts';
import { showCopy } from './waiting.ts';

const keyOf = (ref: string): string => `run:ask:${ref}`;
const PLAIN = { choices: 5, quotes: true };

interface Standing {
  execution: ExecutionRow;
  step: StepRow;
  question: NonNullable<StepRow['question']>;
  workflow: WorkflowRow | null;
  owner: Member;
  ref: string;
}

/** Makes the cards of one question what they should be now: asked once, reminded of, closed with how it ended. */
export async function showAsk(
  room: Room,
  executionId: string,
  path: string,
  iteration: number,
  ended?: string,
): Promise<void> {
  const { store, people } = room;
  const owned = await store.ownerOf('execution', executionId);
  if (!owned?.user) return;
  const { workspace, user } = owned;
  const [execution, step, owner] = await Promise.all([
    store.executions.findOne({ _id: executionId, workspace }).lean<ExecutionRow>(),
    store.steps.findOne({ workspace, execution: executionId, path, iteration }).lean<StepRow>(),
    people.member(workspace, user),
  ]);
  if (!execution || !step?.question || !owner) return;
  const workflow = await store.workflows.findOne({ _id: execution.workflow, workspace }).lean<WorkflowRow>();
  const ref = refOf(executionId, path, iteration);
  const at: Standing = { execution, step, question: step.question, workflow, owner, ref };
  const open = step.state === 'waiting' && execution.status === 'running' && ended === undefined;
  if (!open) return close(room, at, ended);
  const prompts = await promptsAbout(room, 'ask', workspace, ref);
  if (prompts.length < step.question.to.length + (step.question.channel ? 1 : 0)) await ask(room, at);
  for (const prompt of prompts) if (prompt.state === 'open') await keepUp(room, at, prompt);
}

async function cardFor(room: Room, at: Standing, user: string, thread: string): Promise<Card> {
  const { execution, question, workflow, owner, ref } = at;
  const asked = user === ANYONE ? owner : ((await room.people.member(execution.workspace, user)) ?? owner);
  const card = askCard({ name: workflow?.name ?? '', execution, question, owner }, user, asked.timeZone);
  return askable(card, question, ref, room.adapters.get(platformOf(thread))?.limits ?? PLAIN);
}

async function ask(room: Room, at: Standing): Promise<void> {
  const { execution, question, workflow, step, ref } = at;
  const { parties, missing } = await partiesOf(room, {
    execution,
    workflow,
    ref,
    users: question.to,
    channel: question.channel,
  });
  if (parties.length === 0 && missing !== null) {
    await room.automation.unaskable?.(execution, { step: step.path, iteration: step.iteration, why: missing });
    return;
  }
  for (const party of parties) {
    const first = await cardFor(room, at, party.user, party.thread);
    const choices = (first.choices ?? []).map(({ name, value, label }) => ({ name, value, label }));
    const opened = await room.prompts.open({
      workspace: execution.workspace,
      thread: party.thread,
      user: party.user,
      kind: 'ask',
      ref: party.ref,
      key: keyOf(party.ref),
      detail: { title: question.text.slice(0, 150), choices, seal: question.seal, wanted: question.kind },
    });
    for (const other of party.others) await room.prompts.addCopy(opened, other, opened.key);
    await post(room, at, {
      ...opened,
      copies: party.others.map((thread) => ({ thread, key: opened.key, at: opened.openedAt, deliveredAt: null })),
    });
  }
}

/** Also after a crash between prompt and post: a repeated key is posted once. */
async function post(room: Room, at: Standing, prompt: Prompt): Promise<void> {
  const replyTo = prompt.user === at.execution.user ? cardKeyOf(at.workflow) : null;
  for (const { thread, key } of placesOf(prompt))
    await room.outbox.post(thread, key, await cardFor(room, at, prompt.user, thread), { replyTo });
}

async function keepUp(room: Room, at: Standing, prompt: Prompt): Promise<void> {
  await post(room, at, prompt);
  const { reminded, deadline } = at.question;
  const mark = pauseMark(at.execution, deadline);
  const shown = (thread: string) => cardFor(room, at, prompt.user, thread);
  if (mark) await changeWaiting(room, at.execution, prompt, { by: mark, card: shown });
  const key = `${keyOf(prompt.ref)}:remind:${reminded}`;
  if (reminded === 0 || prompt.copies?.some((copy) => copy.key === key)) return;
  const card = await cardFor(room, at, prompt.user, prompt.thread);
  await showCopy(room, prompt, { thread: prompt.thread, key }, reminderOf(card, deadline, room.clock.now()));
}

async function close(room: Room, at: Standing, ended: string | undefined): Promise<void> {
  const { execution, step, question, owner, workflow } = at;
  const home = execution.thread === null ? null : platformOf(execution.thread);
  const name = workflow?.name ?? '';
  for (const prompt of await promptsAbout(room, 'ask', execution.workspace, at.ref)) {
    const person =
      prompt.user === ANYONE ? owner : ((await room.people.member(execution.workspace, prompt.user)) ?? owner);
    const end = ended ?? (prompt.state === 'closed' ? prompt.outcome : null) ?? askEnd(step, person.timeZone, home);
    await room.prompts.close(prompt, end);
    const card = askCard({ name, execution, question, owner }, prompt.user, person.timeZone);
    await updateEverywhere(room, prompt, withoutChoices({ ...card, title: name || card.title }, end), 'over');
  }
}

/** The questions of a run, all brought up to date. */
export async function showAsks(room: Room, execution: ExecutionRow, steps: StepRow[]): Promise<void> {
  for (const step of steps) {
    if (!step.question) continue;
    const waits = step.state === 'waiting' && execution.status === 'running';
    const ref = refOf(execution._id, step.path, step.iteration);
    const open =
      waits || (await promptsAbout(room, 'ask', execution.workspace, ref)).some((one) => one.state === 'open');
    if (open) await showAsk(room, execution._id, step.path, step.iteration);
  }
}
