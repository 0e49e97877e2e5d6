import { ancestorsOf } from '../automation/graph.ts';
import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { VersionRow, WorkflowRow } from '../store/workflows.ts';
import { type Party, partiesOf, promptsAbout, refOf } from './asked.ts';
import type { ChangeableHere } from './changed-answer.ts';
import { platformOf } from './conversations.ts';
import { cardKeyOf, withoutChoices } from './draft-card.ts';
import { type GateView, gateCard, gateChoices, gateEnd, reminderOf, watchCard } from './gate-card.ts';
import { findLine } from './outbox.ts';
import type { Member } from './people.ts';
import { placesOf, updateEverywhere } from './places.ts';
import { ANYONE, type Prompt } from './prompts.ts';
import type { Room } from './room.ts';
import { spoken } from './run-words.ts';
import { changeWaiting, pauseMark } from './standing-still.ts';
import { askedTexts } from './texts-asked.ts';
import { threadsFor } from './told.ts';
import type { Card } from './types.ts';
import { showCopy } from './waiting.ts';

const keyOf = (ref: string): string => `run:gate:${ref}`;

interface Standing extends GateView {
  workflow: WorkflowRow | null;
  ref: string;
}

async function standing(room: Room, executionId: string, path: string, iteration: number): Promise<Standing | null> {
  const { store, people } = room;
  const owned = await store.ownerOf('execution', executionId);
  if (!owned?.user) return null;
  const { workspace, user } = owned;
  const [execution, step, owner] = await Promise.all([
    store.executions.findOne({ _id: executionId, workspace }).lean<ExecutionRow>(),
    store.steps.findOne({ workspace, execution: executionId, path, iteration }).lean<StepRow>(),
    people.member(workspace, user),
  ]);
  if (!execution || !step || !owner) return null;
  const workflow = await store.workflows.findOne({ _id: execution.workflow, workspace }).lean<WorkflowRow>();
  const ref = refOf(executionId, path, iteration);
  const used = await usedBefore(room, owner, workflow, step);
  const version = await store.versions
    .findOne({ _id: `${execution.workflow}:${execution.version}`, workspace })
    .lean<VersionRow>();
  const [gate = ''] = step.path.split('/');
  const definition = version && {
    ...version.definition,
    steps: version.definition.steps.map((one) => spoken(one, execution)),
  };
  const next = definition ? room.after(definition, gate) : [];
  return { name: workflow?.name ?? '', execution, step, owner, workflow, ref, used, next };
}

/** What of today's money is used, where a gate stands before some that would leave. */
async function usedBefore(room: Room, owner: Member, workflow: WorkflowRow | null, step: StepRow) {
  const { seeing } = room.automation;
  if (!seeing || !workflow || step.state !== 'waiting') return null;
  const [gate = ''] = step.path.split('/');
  const ancestors = ancestorsOf(workflow.definition);
  const steps = workflow.definition.steps.filter((one) => one.id === gate || ancestors.get(one.id)?.has(gate));
  return seeing.usedLine(owner, workflow._id, { ...workflow.definition, steps }, { always: true });
}

/**
 * Makes the cards of one gate what they should be now: posted with a prompt for each who may decide while it waits, and
 * to the owner to look at; rewritten to its outcome once it is over. `ended`: the outcome in words where the caller knows
 * it before the run has written it.
 */
export async function showGate(
  room: Room,
  executionId: string,
  path: string,
  iteration: number,
  ended?: string,
): Promise<void> {
  const at = await standing(room, executionId, path, iteration);
  if (!at) return;
  const { step, execution } = at;
  const open = step.state === 'waiting' && !step.gate?.decision && execution.status === 'running' && !ended;
  if (!open) return close(room, at, ended);
  const prompts = await promptsAbout(room, 'gate', execution.workspace, at.ref);
  const wanted = (step.gate?.deciders ?? [execution.user]).length + (step.gate?.channel ? 1 : 0);
  if (prompts.length < wanted) await ask(room, at);
  // Also after a crash between prompt and post: a repeated key is posted once.
  for (const prompt of prompts) await keepUp(room, at, prompt);
  await watch(room, at);
}

/** Asks everybody who may decide. Where nobody can be asked, the run is told so. */
async function ask(room: Room, at: Standing): Promise<void> {
  const { execution, workflow, step, ref } = at;
  const users = step.gate?.deciders ?? [execution.user];
  const asking = { execution, workflow, ref, users, channel: step.gate?.channel ?? null };
  const { parties, missing } = await partiesOf(room, asking);
  const enough = parties.length >= Math.min(step.gate?.needed ?? 1, users.length || 1);
  if (missing !== null && (!enough || parties.length === 0)) {
    await room.automation.unaskable?.(execution, { step: step.path, iteration: step.iteration, why: missing });
    return;
  }
  for (const party of parties) await askOne(room, at, party);
}

async function askOne(room: Room, at: Standing, party: Party): Promise<void> {
  const { execution, step, name, workflow } = at;
  const card = await cardFor(room, at, party.user);
  const choices = (card.choices ?? []).map(({ name: what, value, label }) => ({ name: what, value, label }));
  const opened = await room.prompts.open({
    workspace: execution.workspace,
    thread: party.thread,
    user: party.user,
    kind: 'gate',
    ref: party.ref,
    key: keyOf(party.ref),
    detail: {
      title: name,
      choices,
      seal: step.gate?.seal ?? execution.seal,
      changeable: (step.gate?.changeable ?? []).map((one): ChangeableHere => ({ name: one.name, label: one.label })),
    },
  });
  for (const other of party.others) await room.prompts.addCopy(opened, other, opened.key);
  const replyTo = party.user === execution.user ? cardKeyOf(workflow) : null;
  for (const thread of [party.thread, ...party.others]) await room.outbox.post(thread, opened.key, card, { replyTo });
}

async function cardFor(room: Room, at: Standing, user: string): Promise<Card> {
  const asked = user === ANYONE ? at.owner : ((await room.people.member(at.execution.workspace, user)) ?? at.owner);
  return { ...gateCard(at, user, asked.timeZone), choices: gateChoices(at.step.gate, at.ref) };
}

/** One prompt that waits: posted if it was not yet, changed by what others said, reminded of, closed once its person has said it. */
async function keepUp(room: Room, at: Standing, prompt: Prompt): Promise<void> {
  if (prompt.state === 'closed') return;
  const { execution, workflow } = at;
  const card = await cardFor(room, at, prompt.user);
  const replyTo = prompt.user === execution.user ? cardKeyOf(workflow) : null;
  for (const place of placesOf(prompt)) await room.outbox.post(place.thread, place.key, card, { replyTo });
  await change(room, at, prompt, card);
  // Decided while this was written: what was changed last must not be the card that still asks.
  const after = await room.prompts.find(prompt.workspace, 'gate', prompt.ref);
  if (after?.state === 'closed' && after.outcome)
    await updateEverywhere(
      room,
      after,
      withoutChoices(
        { ...gateCard({ ...at, used: null }, prompt.user, at.owner.timeZone), title: at.name },
        after.outcome,
      ),
      `over:${after.outcome}:last`,
    );
}

async function change(room: Room, at: Standing, prompt: Prompt, card: Card): Promise<void> {
  const gate = at.step.gate;
  const said = gate?.said ?? [];
  const own = said.find((one) => one.user === prompt.user);
  if (own) {
    const left = (gate?.needed ?? 1) - said.filter((one) => one.decision === 'approved').length;
    const words = askedTexts.youSaid(own.decision, left);
    await room.prompts.close(prompt, words);
    return updateEverywhere(room, prompt, withoutChoices(card, words), `said:${said.length}`);
  }
  const mark = pauseMark(at.execution, gate?.deadline ?? '');
  if (said.length > 0 || mark)
    await changeWaiting(room, at.execution, prompt, { by: `said:${said.length}${mark}`, card });
  if (!gate?.reminded) return;
  const key = `${keyOf(prompt.ref)}:remind:${gate.reminded}`;
  if (prompt.copies?.some((copy) => copy.key === key)) return;
  await showCopy(room, prompt, { thread: prompt.thread, key }, reminderOf(card, gate.deadline, room.clock.now()));
}

/** The owner sees what waits for others, where they are told of runs. */
async function watch(room: Room, at: Standing, end?: string): Promise<void> {
  const { execution, workflow, step, ref } = at;
  if (!step.gate || step.gate.deciders.includes(execution.user)) return;
  const key = `${keyOf(ref)}:watch`;
  const owner = { workspace: execution.workspace, user: execution.user };
  const card = end === undefined ? watchCard(at) : withoutChoices({ ...watchCard(at), title: at.name }, end);
  const mark = pauseMark(execution, step.gate.deadline);
  const by = end === undefined ? `said:${step.gate.said?.length ?? 0}${mark}` : 'over';
  for (const thread of await threadsFor(room, owner, workflow, execution.thread)) {
    // Asked in this very conversation: once is enough.
    if (await findLine(room.store, thread, `${keyOf(ref)}@#`)) continue;
    if (await findLine(room.store, thread, key)) await room.outbox.update(thread, key, card, by);
    else if (end === undefined) await room.outbox.post(thread, key, card, { replyTo: cardKeyOf(workflow) });
  }
}

/** Every card of a gate that is over says how it ended; nothing is left to tap. */
async function close(room: Room, at: Standing, ended: string | undefined): Promise<void> {
  const { execution, step, ref, name } = at;
  const prompts = await promptsAbout(room, 'gate', execution.workspace, ref);
  const home = execution.thread === null ? null : platformOf(execution.thread);
  let last = ended;
  for (const prompt of prompts) {
    const person = prompt.user === ANYONE ? null : await room.people.member(execution.workspace, prompt.user);
    const zone = person?.timeZone ?? at.owner.timeZone;
    const end =
      ended ?? (step.gate?.decision ? gateEnd(step, zone, home) : (prompt.outcome ?? gateEnd(step, zone, home)));
    last ??= end;
    if (prompt.state === 'closed' && prompt.outcome === end && !ended) continue;
    await room.prompts.close(prompt, end);
    // What was used before the decision is stale once it is taken.
    const card = gateCard({ ...at, used: null }, prompt.user, zone);
    await updateEverywhere(room, prompt, withoutChoices({ ...card, title: name || card.title }, end), `over:${end}`);
  }
  await watch(room, at, last ?? gateEnd(step, at.owner.timeZone, home));
}

/** The gates of a run, all brought up to date. */
export async function showGates(room: Room, execution: ExecutionRow, steps: StepRow[]): Promise<void> {
  for (const step of steps) {
    if (!isGate(step)) continue;
    const waits = step.state === 'waiting' && execution.status === 'running';
    const ref = refOf(execution._id, step.path, step.iteration);
    const open =
      waits || (await promptsAbout(room, 'gate', execution.workspace, ref)).some((one) => one.state === 'open');
    if (open) await showGate(room, execution._id, step.path, step.iteration);
  }
}

/** A step that waits for a decision, rather than for a time. */
const isGate = (step: StepRow): boolean => Boolean(step.gate) || (step.service === 'flow' && step.action === 'approve');
