import { triggerWords } from '../automation/trigger-words.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { VersionRow, WorkflowRow } from '../store/workflows.ts';
import { findConversation } from './conversations.ts';
import type { Member } from './people.ts';
import type { Room } from './room.ts';
import { progressCard } from './run-progress.ts';
import { isToldToPause, lastRun, type Meant, runsMeant } from './run-which.ts';
import type { RunCommand } from './run-wishes.ts';
import { texts } from './texts.ts';
import { runTexts } from './texts-runs.ts';
import type { Card, Content } from './types.ts';

export interface RunAct {
  command: RunCommand;
  workflow: { id: string; name: string } | null;
  /** The execution, once it is known. */
  run?: string;
  reason?: string;
  /** Said yes to, where that is asked first. */
  confirmed?: boolean;
}

const RUN_COMMANDS = new Set<string>(['cancel_run', 'pause_run', 'resume_run', 'end_run', 'run_progress']);

export const isRunAct = <A extends { command: string }>(act: A): act is A & RunAct => RUN_COMMANDS.has(act.command);

/** Runs offered where several can be meant; platforms show no more buttons. */
const MOST_OFFERED = 8;
const LABEL = 75;

/** Does what was asked to the run that is meant; asks where several can be, or before one is cut off. */
export async function onRun(
  room: Room,
  person: Member,
  act: RunAct,
  where: Pick<Meant, 'thread' | 'latest'> & { row: string },
): Promise<Content> {
  const about = (await findConversation(room.store, where.thread))?.about ?? null;
  const known = act.run ?? (await runOf(room, person, where.row));
  const meant: Meant = { ...where, about, run: known, workflow: act.workflow?.id ?? null };
  const { runs, all, farFetched } = await runsMeant(room, person, act.command, meant);
  const [run] = runs;
  if (!run) return nothingFits(room, person, act, { all, about });
  const unsure = farFetched && about !== null && act.command !== 'run_progress';
  if (runs.length > 1 || unsure) return askWhich(room, person, act, runs, where);
  const workflow = await workflowOf(room, run);
  if (run.status !== 'running') return ended(room, person, run);
  if (act.command === 'end_run' && !act.confirmed) return askFirst(room, person, act, { run, workflow }, where);
  if (act.command !== 'run_progress') await keepRun(room, person, where.row, run._id);
  return perform(room, person, act, run, workflow.name);
}

/** Of a message whose sender was still unknown when it came, too. */
const rowOf = (person: Member, row: string) => ({ _id: row, workspace: { $in: [person.workspace, '-'] } });

/** The run that this very message was carried out on before, should it be handled again. */
async function runOf(room: Room, person: Member, row: string): Promise<string | null> {
  const before = await room.store.inbox.findOne(rowOf(person, row), { run: 1 }).lean<{ run?: string }>();
  return before?.run ?? null;
}

async function keepRun(room: Room, person: Member, row: string, run: string): Promise<void> {
  await room.store.inbox.updateOne(rowOf(person, row), { $set: { run } });
}

async function perform(room: Room, person: Member, act: RunAct, run: ExecutionRow, name: string): Promise<Content> {
  const { automation } = room;
  const reason = act.reason?.trim() ?? '';
  const told = (row: ExecutionRow | undefined, text: string) => (row?.asked ? `${text} ${runTexts.kept}` : text);
  switch (act.command) {
    case 'cancel_run': {
      const row = await automation.signal(person, run._id, 'cancel', reason || runTexts.by(person.name));
      return told(row, runTexts.cancelling(name, reason));
    }
    case 'pause_run':
      return told(await automation.signal(person, run._id, 'pause', reason), runTexts.pausing(name));
    case 'resume_run':
      return told(await automation.signal(person, run._id, 'resume', reason), runTexts.resuming(name));
    case 'end_run': {
      const row = await automation.terminate?.(person, run._id, reason || runTexts.stoppedBy(person.name));
      return told(row, runTexts.stopped(name));
    }
    case 'run_progress':
      return progressOf(room, person, run, name);
  }
}

async function progressOf(room: Room, person: Member, run: ExecutionRow, name: string): Promise<Content> {
  const { execution, steps } = await room.automation.execution(person, run._id);
  const version = await room.store.versions
    .findOne({ _id: `${run.workflow}:${run.version}`, workspace: run.workspace })
    .lean<VersionRow>();
  // Where the run cannot be asked, what was written down says it.
  const said = await room.automation.state?.(person, run._id).catch(() => null);
  const states = (said as { steps?: Record<string, string> } | null | undefined)?.steps ?? null;
  const { stepWords, clock } = room;
  return progressCard({
    name,
    definition: version?.definition ?? null,
    execution,
    steps,
    states: states && Object.keys(states).length > 0 ? states : null,
    stepWords,
    zone: person.timeZone,
    now: clock.now(),
  });
}

async function nothingFits(
  room: Room,
  person: Member,
  { command, workflow }: RunAct,
  { all, about }: { all: ExecutionRow[]; about: string | null },
): Promise<Content> {
  if (command === 'resume_run') return runTexts.noneFit.resume_run;
  if (command === 'pause_run' && all.some(isToldToPause)) return runTexts.noneFit.pause_run;
  const of = workflow?.id ?? about;
  const last = command === 'run_progress' && of ? await lastRun(room, person, of) : null;
  const none = runTexts.none(workflow?.name ?? null);
  return last ? `${none} ${await ended(room, person, last)}` : none;
}

async function ended(room: Room, person: Member, run: ExecutionRow): Promise<string> {
  const { name } = await workflowOf(room, run);
  const at = run.completedAt ?? run.startedAt;
  return runTexts.last(name, texts.lastRun[run.status], at, person.timeZone, room.clock.now());
}

async function workflowOf(room: Room, run: ExecutionRow): Promise<Pick<WorkflowRow, '_id' | 'name'>> {
  const found = await room.store.workflows.findOne({ _id: run.workflow, workspace: run.workspace }).lean<WorkflowRow>();
  return found ?? { _id: run.workflow, name: '' };
}

type Asked = { thread: string; row: string };

/** Several can be meant: each is a choice. */
async function askWhich(room: Room, person: Member, act: RunAct, runs: ExecutionRow[], at: Asked): Promise<Content> {
  const shown = runs.slice(0, MOST_OFFERED);
  const names = new Map<string, string>();
  for (const run of shown) if (!names.has(run.workflow)) names.set(run.workflow, (await workflowOf(room, run)).name);
  const now = room.clock.now();
  const labels = shown.map((run) => {
    const words = runTexts.started(triggerWords(run.triggerData), run.startedAt, person.timeZone, now);
    return (names.size > 1 ? `${names.get(run.workflow)}: ${words}` : words).slice(0, LABEL);
  });
  const choices = shown.map((run, index) => ({
    name: 'run.which',
    value: `${at.row}|${run._id}`,
    label: labels.indexOf(labels[index] ?? '') === index ? (labels[index] ?? '') : `${index + 1}. ${labels[index]}`,
  }));
  const card: Card = {
    title: runTexts.which[act.command],
    body: runs.length > shown.length ? [{ kind: 'text', text: runTexts.newest(shown.length) }] : [],
    choices: [...choices, { name: 'confirm.no', value: at.row, label: runTexts.noneOfThem }],
  };
  return asked(room, person, act, card, at);
}

/** Cutting a run off is done on a yes. */
function askFirst(
  room: Room,
  person: Member,
  act: RunAct,
  { run, workflow }: { run: ExecutionRow; workflow: Pick<WorkflowRow, '_id' | 'name'> },
  at: Asked,
): Promise<Content> {
  const card: Card = {
    title: runTexts.stopAsk(workflow.name),
    body: [{ kind: 'text', text: runTexts.stopWhat }],
    choices: [
      { name: 'confirm.yes', value: at.row, label: texts.yes, style: 'danger' },
      { name: 'confirm.no', value: at.row, label: texts.no },
    ],
  };
  const { _id: id, name } = workflow;
  return asked(room, person, { ...act, run: run._id, workflow: { id, name }, confirmed: true }, card, at);
}

/** Opens the question; its card is posted by whoever called, under the key that is opened here. */
async function asked(room: Room, person: Member, act: RunAct, card: Card, { thread, row }: Asked): Promise<Card> {
  await room.prompts.open({
    workspace: person.workspace,
    thread,
    user: person.user,
    kind: 'confirm',
    ref: row,
    key: runKeyOf(row),
    detail: {
      title: card.title,
      choices: (card.choices ?? []).map(({ name, value, label }) => ({ name, value, label })),
      act: { ...act },
    },
  });
  return card;
}

/** Answers about runs are kept under a key that says so: what runs brought in stays out of planners' sight. */
export const runKeyOf = (row: string): string => `run:about:${row}`;
