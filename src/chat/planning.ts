import { zonedInstant } from '../automation/zone.ts';
import type { KnownWorkflow, Planner, PlannerInput, PlannerReply } from '../planner/types.ts';
import type { ConversationRow } from '../store/conversations.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { DraftRow, WorkflowRow } from '../store/workflows.ts';
import { namedChoice } from './answers.ts';
import type { Member } from './people.ts';
import type { Room } from './room.ts';
import type { MessageInbox } from './rows.ts';
import { createThinking } from './thinking.ts';
import { readHistory } from './transcript.ts';

/** What a planner may keep between turns. */
const MAX_DIALOG = 256_000;
const MAX_WORKFLOWS = 200;
/** How long the built-in planner stands in before the other is tried again. */
const FALLBACK_MS = 10 * 60_000;

export interface Planned {
  reply: PlannerReply;
  /** Draft the planner saw. */
  draft: string | null;
  by: string;
}

/** Ids of workflows that exist only in an evaluation's question. */
export const GIVEN = 'given:';

/** An evaluation's clock as an instant: local time of the person where it names no zone. Undefined where none is set. */
export function instantOf(text: string | undefined, zone: string): string | undefined {
  if (text === undefined) return undefined;
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text);
  return new Date(hasZone ? Date.parse(text) : zonedInstant(text.slice(0, 19), zone)).toISOString();
}

/** Whether a workflow was made in this thread or is told in it. */
export const isOfThread = (workflow: WorkflowRow, thread: string): boolean =>
  workflow.createdFromRoom === thread || (workflow.alsoTell ?? []).includes(thread);

/** Asks the planner for the next reply, with everything it may know and nothing more. */
export function createPlanning(room: Room) {
  const { store, clock, automation, planners } = room;
  const think = createThinking(room);

  function plannerFor(conversation: ConversationRow): { plan: Planner; by: string } {
    const standIn =
      conversation.planner === 'builtin' && (conversation.plannerUntil?.getTime() ?? 0) > clock.now().getTime();
    if (standIn && planners.fallback) return { plan: planners.fallback, by: 'builtin' };
    return { plan: planners.primary, by: planners.name };
  }

  async function openDraft(conversation: ConversationRow, person: Member): Promise<DraftRow | null> {
    if (!conversation.draft) return null;
    const draft = await store.drafts
      .findOne({ _id: conversation.draft, workspace: person.workspace, user: person.user })
      .lean<DraftRow>();
    const open = draft?.status === 'draft' || draft?.status === 'awaiting_confirmation';
    return open && draft.definition ? draft : null;
  }

  async function known(person: Member, row: MessageInbox, about: string | null): Promise<KnownWorkflow[]> {
    const given = row.body.overrides?.workflows;
    if (given) {
      return given.map((workflow, index) => ({
        id: `${GIVEN}${index}`,
        name: workflow.name,
        status: workflow.status,
        version: 1,
        definition: null,
        ...(workflow.last_run ? { lastRun: workflow.last_run } : {}),
      }));
    }
    const rows = (await automation.workflows(person)).filter((one) => one.status !== 'deleted').slice(0, MAX_WORKFLOWS);
    const last = await lastRuns(person, rows);
    return rows.map((one) => {
      const status = last.get(one._id);
      const { _id: id, name, version, definition } = one;
      const here = isOfThread(one, row.thread) || id === about;
      return { id, name, status: one.status, version, definition, here, ...(status ? { lastRun: { status } } : {}) };
    });
  }

  /** Only how they ended: what runs brought in from outside never reaches a planner. */
  async function lastRuns(person: Member, rows: WorkflowRow[]): Promise<Map<string, ExecutionRow['status']>> {
    const workflows = rows.filter((row) => row.executionCount > 0 || row.lastExecutedAt).map((row) => row._id);
    if (workflows.length === 0) return new Map();
    const found = await store.executions.aggregate<{ _id: string; status: ExecutionRow['status'] }>([
      { $match: { workspace: person.workspace, workflow: { $in: workflows } } },
      { $sort: { startedAt: -1 } },
      { $group: { _id: '$workflow', status: { $first: '$status' } } },
    ]);
    return new Map(found.map((one) => [one._id, one.status]));
  }

  async function inputFor(
    conversation: ConversationRow,
    batch: MessageInbox[],
    person: Member,
    draft: DraftRow | null,
    by: string,
  ): Promise<PlannerInput> {
    const [head] = batch;
    if (!head) throw new Error('an empty turn');
    const waiting = await store.inbox
      .find({ workspace: person.workspace, thread: conversation._id, state: 'new', kind: 'message' }, { _id: 1 })
      .limit(500)
      .lean<{ _id: string }[]>();
    const now = instantOf(head.body.overrides?.now, person.timeZone) ?? clock.now().toISOString();
    const without = [...waiting, ...batch].map((row) => `in:${row._id}`);
    const [history, workflows, check, workflow] = await Promise.all([
      readHistory(store, conversation, without),
      known(person, head, conversation.about ?? null),
      automation.checker(person, { now }),
      draft?.workflow ? automation.workflow(person, draft.workflow).then((found) => found.workflow) : null,
    ]);
    return {
      text: await spoken(conversation, batch, person),
      history,
      now,
      timeZone: person.timeZone,
      locale: person.locale,
      currency: room.config.WORKFLOW_CURRENCY,
      owner: { name: person.name, email: person.email, phone: person.phone },
      draft: draft?.definition
        ? {
            definition: draft.definition,
            assumptions: draft.assumptions,
            workflow: workflow && {
              id: workflow._id,
              name: workflow.name,
              version: draft.baseVersion ?? workflow.version,
            },
          }
        : null,
      workflows,
      about: conversation.about ?? null,
      dialog: readDialog(conversation, by),
      next: conversation.next ?? null,
      check,
      who: { workspace: person.workspace, user: person.user, thread: conversation._id },
    };
  }

  /** What was said; a number that stands for an option of the open question is said in the option's words. */
  async function spoken(conversation: ConversationRow, batch: MessageInbox[], person: Member): Promise<string> {
    const said = batch.map((row) => row.body.text.trim()).join('\n\n');
    if (batch.length > 1) return said;
    const open = await room.prompts.talkedOfIn(person.workspace, conversation._id, person.user);
    const newest = open.at(-1);
    return (newest?.kind === 'question' && namedChoice(newest, said)?.label) || said;
  }

  return {
    /** The next reply to a turn. Throws PlannerUnavailable when it cannot think now, and Stopped when it was not to go on. */
    async plan(
      conversation: ConversationRow,
      batch: MessageInbox[],
      person: Member,
      lost: AbortSignal,
    ): Promise<Planned> {
      const { plan, by } = plannerFor(conversation);
      const draft = await openDraft(conversation, person);
      const input = await inputFor(conversation, batch, person, draft, by);
      const from = performance.now();
      let outcome = 'failed';
      try {
        const reply = await think(plan, input, conversation._id, lost);
        outcome = 'answered';
        return { reply, draft: draft?._id ?? null, by };
      } finally {
        const seconds = (performance.now() - from) / 1000;
        room.metrics?.observe('nod_planner_duration_seconds', { planner: by, outcome }, seconds);
        if (outcome === 'failed') room.metrics?.count('nod_planner_failures_total', { planner: by });
      }
    },

    /** From the next message on the built-in planner stands in; false where there is none. */
    async standIn(conversation: ConversationRow): Promise<boolean> {
      if (!planners.fallback || planners.name === 'builtin') return false;
      const plannerUntil = new Date(clock.now().getTime() + FALLBACK_MS);
      await store.conversations.updateOne(
        { _id: conversation._id, workspace: conversation.workspace },
        { $set: { planner: 'builtin', plannerUntil } },
      );
      return true;
    },
  };
}

/** A planner's own notes are kept as text: their keys are its own affair, and one planner's mean nothing to another. */
export function writeDialog(by: string, dialog: unknown): string | null {
  if (dialog === undefined || dialog === null) return null;
  const text = JSON.stringify({ by, dialog });
  return text.length > MAX_DIALOG ? null : text;
}

function readDialog(conversation: ConversationRow, by: string): unknown {
  if (typeof conversation.dialog !== 'string') return null;
  try {
    const kept = JSON.parse(conversation.dialog) as { by?: string; dialog?: unknown };
    return kept.by === by ? (kept.dialog ?? null) : null;
  } catch {
    return null;
  }
}
