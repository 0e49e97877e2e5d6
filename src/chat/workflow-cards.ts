import { triggerWords } from '../automation/trigger-words.ts';
import { dayAndTime } from '../automation/words.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { TriggerRow, WorkflowRow } from '../store/workflows.ts';
import { unconditional } from './definition-words.ts';
import { plainError } from './plain-error.ts';
import type { Room } from './room.ts';
import { took } from './run-words.ts';
import { texts } from './texts.ts';
import { dayTexts } from './texts-days.ts';
import type { Card, CardChoice, Content } from './types.ts';

/** Most workflows named in one answer. */
const LIST = 50;

/** A person's workflows and their state, one line each. */
export function listCard(workflows: WorkflowRow[], zone: string, waiting: ReadonlySet<string> = new Set()): Content {
  const live = workflows.filter((workflow) => workflow.status !== 'deleted');
  if (live.length === 0) return texts.none;
  const fields = live.slice(0, LIST).map((workflow) => ({
    label: workflow.name,
    value: [
      texts.state[workflow.status],
      texts.runs(workflow.executionCount, workflow.lastExecutedAt, zone),
      ...(waiting.has(workflow._id) ? [dayTexts.waitsForYou] : []),
    ].join(' · '),
  }));
  const card: Card = { title: texts.listTitle(live.length), body: [{ kind: 'fields', fields }] };
  if (live.length > LIST) card.footer = `… and ${live.length - LIST} more`;
  return card;
}

/** One workflow: what it does, its state, and what can be done with it. */
export function workflowCard(
  room: Room,
  workflow: WorkflowRow,
  triggers: TriggerRow[],
  zone: string,
  used?: string | null,
): Card {
  const steps = workflow.definition.steps.map((step) => ({ text: room.stepIn(workflow.definition, step) }));
  const urls = [...new Set(triggers.flatMap((trigger) => (trigger.webhookUrl ? [trigger.webhookUrl] : [])))];
  return {
    title: workflow.name,
    body: [
      ...(workflow.description ? [{ kind: 'text' as const, text: workflow.description }] : []),
      { kind: 'steps', steps },
      {
        kind: 'fields',
        fields: [
          { label: 'State', value: texts.state[workflow.status] },
          { label: 'Runs', value: texts.runs(workflow.executionCount, workflow.lastExecutedAt, zone) },
          ...urls.map((value) => ({ label: 'Webhook', value })),
        ],
      },
      ...(used ? [{ kind: 'text' as const, text: used }] : []),
      ...(workflow.pausedReason && workflow.status !== 'active'
        ? [{ kind: 'alert' as const, level: 'warning' as const, text: workflow.pausedReason }]
        : []),
    ],
    choices: workflowChoices(workflow),
  };
}

function workflowChoices(workflow: WorkflowRow): CardChoice[] {
  if (workflow.status === 'deleted') return [];
  const value = workflow._id;
  return [
    ...(workflow.status === 'active'
      ? [
          { name: 'workflow.run', value, label: 'Run now', style: 'primary' as const },
          { name: 'workflow.pause', value, label: 'Pause' },
        ]
      : [{ name: 'workflow.resume', value, label: texts.resume, style: 'primary' as const }]),
    { name: 'workflow.delete', value, label: 'Delete', style: 'danger' as const },
  ];
}

/** What is asked for before a workflow that works on an event's data is run by hand. */
export function dataCard(workflow: WorkflowRow, fields: string[]): Card {
  const inputs = fields.map((name) => ({ kind: 'text' as const, name, label: inWords(name) }));
  return {
    title: texts.needsData(workflow.name),
    body: [{ kind: 'text', text: texts.needsThese(fields.map(inWords)) }],
    choices: [
      {
        name: 'workflow.run',
        value: workflow._id,
        label: texts.fillIn,
        style: 'primary',
        form: { title: texts.runForm(workflow.name), inputs, submit: 'Run now' },
      },
    ],
  };
}

const inWords = (field: string): string => field.replaceAll('_', ' ');

export const RUN_MARKS: Record<ExecutionRow['status'], string> = {
  running: '⏳',
  completed: '✅',
  failed: '⚠️',
  cancelled: '✖',
};

/** The latest runs of a workflow. */
export function historyCard(
  workflow: WorkflowRow,
  runs: ExecutionRow[],
  zone: string,
  idle: ReadonlySet<string> = new Set(),
): Content {
  if (runs.length === 0) return texts.neverRan(workflow.name);
  const lines = runs.map((run) => {
    const about = triggerWords(run.triggerData);
    const length = run.completedAt ? took(run.completedAt.getTime() - run.startedAt.getTime()) : '';
    const parts = [
      dayAndTime(run.startedAt, zone),
      idle.has(run._id) ? texts.nothingToDo : texts.lastRun[run.status],
      about,
      length,
      plainError(run.errorMessage, run) ?? '',
    ];
    return `${idle.has(run._id) ? '–' : RUN_MARKS[run.status]} ${parts.filter(Boolean).join(' · ')}`;
  });
  return { title: texts.history(workflow.name), body: [{ kind: 'text', text: lines.join('\n') }] };
}

/** Why the last failed run failed, with a way to try it again while that makes sense. */
export function failureText(room: Room, workflow: WorkflowRow, runs: ExecutionRow[], zone: string): Content {
  if (runs.length === 0) return texts.neverRan(workflow.name);
  const failed = runs.find((run) => run.status === 'failed');
  if (!failed) return texts.noFailure(workflow.name);
  const index = workflow.definition.steps.findIndex((step) => step.id === failed.failedStep);
  const step = workflow.definition.steps[index];
  const at = step ? `step ${index + 1} (${room.stepIn(workflow.definition, unconditional(step))})` : null;
  const when = dayAndTime(failed.completedAt ?? failed.startedAt, zone);
  return texts.why(workflow.name, when, at, plainError(failed.errorMessage, failed) ?? texts.unknownError);
}
