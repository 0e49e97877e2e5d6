import { neededData } from '../automation/needed-data.ts';
import { AppError } from '../errors.ts';
import type { Command } from '../planner/types.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { WorkflowRow } from '../store/workflows.ts';
import { findConversation } from './conversations.ts';
import { decided } from './draft-card.ts';
import { howItEnded } from './how-it-ended.ts';
import { idleRuns } from './idle-runs.ts';
import { listOfAll } from './list-all.ts';
import type { Member } from './people.ts';
import { updateEverywhere } from './places.ts';
import { asText } from './plain.ts';
import type { Room } from './room.ts';
import { isRunAct, onRun } from './run-deeds.ts';
import { statsCard, troubleCard } from './seeing-cards.ts';
import { texts } from './texts.ts';
import type { Card, Content, TurnOutcome } from './types.ts';
import { dataCard, failureText, historyCard, workflowCard } from './workflow-cards.ts';

/** Days that "how is it doing?" looks back where none are named. */
const STATUS_DAYS = 7;

export interface CommandAct {
  command: Command;
  workflow: { id: string; name: string } | null;
  newName?: string;
  data?: Record<string, unknown>;
  /** Of one run: which, why, and whether it was said yes to where that is asked first. */
  run?: string;
  reason?: string;
  confirmed?: boolean;
  /** The same key does it once. */
  key: string;
}

export interface Carried {
  content: Content;
  outcome: TurnOutcome;
}

/** What a command does to a person's own workflows and runs, with the answer to it. Throws AppError in words to show. */
export async function carryOutCommand(room: Room, person: Member, thread: string, act: CommandAct): Promise<Carried> {
  const content = await perform(room, person, thread, act);
  return { content, outcome: actOutcome(act, asText(content), false) };
}

export function actOutcome(
  act: Pick<CommandAct, 'command' | 'workflow' | 'newName'>,
  text: string,
  needsConfirmation: boolean,
): TurnOutcome {
  const newName = act.newName === undefined ? {} : { new_name: act.newName };
  const workflow = act.workflow?.name ?? null;
  return {
    kind: 'act',
    text,
    act: { command: act.command, workflow, ...newName, needs_confirmation: needsConfirmation },
  };
}

async function perform(room: Room, person: Member, thread: string, act: CommandAct): Promise<Content> {
  const { automation } = room;
  if (isRunAct(act)) return onRun(room, person, act, { thread, row: act.key });
  switch (act.command) {
    case 'list':
      return listOfAll(room, person);
    case 'stop_everything':
      return texts.stopped(await automation.stopEverything(person));
    case 'cancel':
      return act.workflow ? cancelRun(room, person, act.workflow) : dropDraft(room, person, thread);
    default:
      return onWorkflow(room, person, thread, act);
  }
}

async function onWorkflow(room: Room, person: Member, thread: string, act: CommandAct): Promise<Content> {
  const { automation } = room;
  const id = act.workflow?.id;
  if (!id) {
    if (act.command === 'status' || act.command === 'history' || act.command === 'show') {
      return listOfAll(room, person);
    }
    throw new AppError('not_found', texts.noSuch);
  }
  switch (act.command) {
    case 'pause':
      return texts.paused((await automation.pause(person, id)).name);
    case 'resume':
      return resume(room, person, id);
    case 'delete': {
      const { workflow, running } = await automation.remove(person, id);
      return texts.deleted(workflow.name, running);
    }
    case 'rename': {
      const before = (await automation.workflow(person, id)).workflow.name;
      return texts.renamed(before, (await automation.rename(person, id, act.newName ?? '')).name);
    }
    case 'run': {
      const { workflow } = await automation.workflow(person, id);
      const needed = neededData(workflow.definition, act.data ?? {});
      if (needed.length > 0) return dataCard(workflow, needed);
      await automation.run(person, id, act.data ?? {}, { key: act.key, thread });
      return texts.started(workflow.name);
    }
    case 'why': {
      const { workflow } = await automation.workflow(person, id);
      const runs = await automation.executions(person, id, { limit: 50 });
      // Nothing of late failed: then it is asked why nothing ran.
      const latest = runs.find((run) => !run.overLimit);
      const ended =
        workflow.status === 'active' && latest ? await howItEnded(room, person, latest, workflow.name) : null;
      if (ended) return ended;
      if (automation.seeing && latest?.status !== 'failed')
        return troubleCard(room, automation.seeing, person, workflow);
      return failureText(room, workflow, runs, person.timeZone);
    }
    case 'history': {
      const { workflow } = await automation.workflow(person, id);
      const runs = await automation.executions(person, id, { limit: 10 });
      return historyCard(workflow, runs, person.timeZone, await idleRuns(room, runs));
    }
    case 'status': {
      const { workflow, triggers } = await automation.workflow(person, id);
      if (automation.seeing) return statsCard(room, automation.seeing, person, workflow, STATUS_DAYS);
      return workflowCard(room, workflow, triggers, person.timeZone);
    }
    default: {
      const { workflow, triggers } = await automation.workflow(person, id);
      const used = await automation.seeing?.usedLine(person, id, workflow.definition, { always: true });
      return workflowCard(room, workflow, triggers, person.timeZone, used);
    }
  }
}

/** One whose single time has passed is asked about first. */
async function resume(room: Room, person: Member, id: string): Promise<Content> {
  try {
    return texts.resumed((await room.automation.resume(person, id)).name);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    const { workflow } = await room.automation.workflow(person, id);
    return lateCard(workflow, error.message);
  }
}

const lateCard = (workflow: WorkflowRow, why: string): Card => ({
  title: texts.lateTitle(workflow.name),
  body: [{ kind: 'text', text: why }],
  choices: [
    { name: 'workflow.late.run', value: workflow._id, label: texts.lateRun, style: 'primary' },
    { name: 'workflow.late.leave', value: workflow._id, label: texts.lateLeave },
  ],
});

/** "Cancel" without a workflow: the card that is open in this conversation. */
async function dropDraft(room: Room, person: Member, thread: string): Promise<Content> {
  const conversation = await findConversation(room.store, thread);
  const id = conversation?.draft;
  if (!id) return dropQuestion(room, person, thread, conversation?.dialog != null);
  const draft = await room.automation.cancelDraft(person, id, 'cancelled');
  await room.store.conversations.updateOne(
    { _id: thread, workspace: person.workspace, draft: id },
    { $set: { draft: null, dialog: null } },
  );
  await closeDraft(room, person, id, texts.cancelledBy(person.name, room.clock.now(), person.timeZone));
  const name = draft.definition?.name ?? '';
  return draft.workflow === null ? texts.draftDropped(name) : texts.changeDropped(name);
}

/** What is being asked and no card yet. */
async function dropQuestion(room: Room, person: Member, thread: string, isOpen: boolean): Promise<string> {
  if (!isOpen) return texts.nothingToDrop;
  await room.store.conversations.updateOne({ _id: thread, workspace: person.workspace }, { $set: { dialog: null } });
  return texts.questionDropped;
}

/** Rewrites a draft's card, wherever it was shown, to how it ended. */
export async function closeDraft(room: Room, person: Member, draftId: string, outcome: string): Promise<void> {
  const prompt = await room.prompts.find(person.workspace, 'draft', draftId);
  if (!prompt) return;
  await room.prompts.close(prompt, outcome);
  const card = decided(await room.automation.draftCard(person, draftId), outcome);
  await updateEverywhere(room, prompt, card, 'over');
}

async function cancelRun(room: Room, person: Member, workflow: { id: string; name: string }): Promise<Content> {
  const runs = await room.automation.executions(person, workflow.id, { limit: 100 });
  const underWay = runs.filter((run: ExecutionRow) => run.status === 'running');
  if (underWay.length === 0) return texts.noRun(workflow.name);
  for (const run of underWay) await room.automation.signal(person, run._id, 'cancel', `cancelled by ${person.name}`);
  return texts.cancelledRun(workflow.name);
}
