import { triggerWords } from '../automation/trigger-words.ts';
import type { ExecutionRow, StepRow } from '../store/runs.ts';
import { cardKeyOf, withoutChoices } from './draft-card.ts';
import type { Member } from './people.ts';
import { placesOf, updateEverywhere } from './places.ts';
import type { Room } from './room.ts';
import { texts } from './texts.ts';
import { threadsFor } from './told.ts';
import type { Card } from './types.ts';

const gateRef = (executionId: string, step: string, iteration: number): string => `${executionId}:${step}:${iteration}`;
const gateKey = (ref: string): string => `run:gate:${ref}`;

/** What a person is asked in the middle of a run: what would happen, until when, and what silence means. */
function renderGate(name: string, execution: ExecutionRow, step: StepRow, person: Member): Card {
  const ref = gateRef(execution._id, step.path, step.iteration);
  const about = triggerWords(execution.triggerData);
  const card: Card = { title: texts.needsYou(name), body: [] };
  if (about) card.body.push({ kind: 'text', text: about });
  const asked = step.gate?.text ?? step.report;
  if (asked) card.body.push({ kind: 'text', text: asked });
  if (step.gate?.deadline) card.footer = texts.waitingUntil(new Date(step.gate.deadline), person.timeZone);
  card.choices = [
    { name: 'gate.approve', value: ref, label: texts.goAhead, style: 'primary' },
    { name: 'gate.reject', value: ref, label: texts.dont, style: 'danger' },
  ];
  return card;
}

/** How a gate ended, from what the run wrote down. */
function gateEnd(step: StepRow, person: Member): string {
  const { decision, decidedBy, at } = step.gate ?? {};
  if (!decision) return texts.gateOver.over;
  if (!decidedBy) return decision === 'rejected' ? texts.gateOver.expired : texts.gateOver.approved;
  const when = at ? new Date(at) : (step.endedAt ?? step.startedAt);
  return texts.by(texts.gateOver[decision], decidedBy, when, person.timeZone);
}

/**
 * Makes the card of one gate what it should be now: posted with its prompt while it waits, rewritten to its outcome once
 * it is over. `ended`: the outcome in words where the caller knows it before the run has written it.
 */
export async function showGate(
  room: Room,
  executionId: string,
  path: string,
  iteration: number,
  ended?: string,
): Promise<void> {
  const { store, prompts, outbox, people } = room;
  const owner = await store.ownerOf('execution', executionId);
  if (!owner?.user) return;
  const { workspace, user } = owner;
  const [execution, step, person] = await Promise.all([
    store.executions.findOne({ _id: executionId, workspace }).lean<ExecutionRow>(),
    store.steps.findOne({ workspace, execution: executionId, path, iteration }).lean<StepRow>(),
    people.member(workspace, user),
  ]);
  if (!execution || !step || !person) return;
  const workflow = await store.workflows.findOne({ _id: execution.workflow, workspace }).lean();
  const ref = gateRef(executionId, path, iteration);
  const before = await prompts.find(workspace, 'gate', ref);
  const card = renderGate(workflow?.name ?? '', execution, step, person);
  const open = step.state === 'waiting' && !step.gate?.decision && execution.status === 'running' && !ended;

  if (open && !before) {
    const [thread, ...others] = await threadsFor(room, { workspace, user }, workflow, execution.thread);
    if (!thread) return;
    const choices = (card.choices ?? []).map(({ name, value, label }) => ({ name, value, label }));
    const detail = { title: workflow?.name ?? '', choices, seal: step.gate?.seal ?? execution.seal };
    const opened = await prompts.open({ workspace, thread, user, kind: 'gate', ref, key: gateKey(ref), detail });
    for (const other of others) await prompts.addCopy(opened, other, opened.key);
  }
  const prompt = await prompts.find(workspace, 'gate', ref);
  if (!prompt) return;
  if (open) {
    // Also after a crash between prompt and post: a repeated key is posted once.
    for (const place of placesOf(prompt)) {
      await outbox.post(place.thread, place.key, card, { replyTo: cardKeyOf(workflow) });
    }
    return;
  }
  const end = ended ?? prompt.outcome ?? gateEnd(step, person);
  await prompts.close(prompt, end);
  const over = withoutChoices({ ...card, title: workflow?.name ?? card.title }, end);
  await updateEverywhere(room, prompt, over, 'over');
}

/** The gates of a run, all brought up to date. */
export async function showGates(room: Room, execution: ExecutionRow, steps: StepRow[]): Promise<void> {
  for (const step of steps) {
    if (!isGate(step)) continue;
    const ref = gateRef(execution._id, step.path, step.iteration);
    const prompt = await room.prompts.find(execution.workspace, 'gate', ref);
    const waits = step.state === 'waiting' && execution.status === 'running';
    if (waits || prompt?.state === 'open') await showGate(room, execution._id, step.path, step.iteration);
  }
}

/** A step that waits for a person, rather than for a time. */
const isGate = (step: StepRow): boolean => Boolean(step.gate) || (step.service === 'flow' && step.action === 'approve');
