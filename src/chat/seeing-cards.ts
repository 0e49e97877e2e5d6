import type { Seeing } from '../automation/seeing.ts';
import type { LimitsToday } from '../automation/used-today.ts';
import { dayAndTime } from '../automation/words.ts';
import type { WorkflowRow } from '../store/workflows.ts';
import { unconditional } from './definition-words.ts';
import type { Member } from './people.ts';
import type { Room } from './room.ts';
import { texts } from './texts.ts';
import { seeingTexts as words } from './texts-seeing.ts';
import type { Block, Card } from './types.ts';

/** "How is it doing?": figures of some days, honest where there are few. */
export async function statsCard(
  room: Room,
  seeing: Seeing,
  person: Member,
  workflow: WorkflowRow,
  days: number,
): Promise<Card> {
  const stats = await seeing.stats(person, workflow._id, days);
  const used = await seeing.usedLine(person, workflow._id, workflow.definition, { always: true });
  const zone = person.timeZone;
  const fields: { label: string; value: string }[] = [{ label: words.state, value: texts.state[workflow.status] }];
  const add = (label: string, value: string | null) => {
    if (value) fields.push({ label, value });
  };
  add(words.runs, stats.runs === 0 ? words.noRuns(days) : words.runsOf(stats));
  if (stats.completed + stats.failed > 0) add(words.rate, words.rateOf(stats));
  if (stats.timed > 0) add(words.time, words.timeOf(stats));
  const { failsMost, lastFailure } = stats;
  if (failsMost)
    add(
      words.failsMost,
      words.failsMostOf(stepOf(room, workflow, failsMost.step), failsMost.failures, failsMost.cause),
    );
  if (lastFailure && lastFailure.error !== failsMost?.cause)
    add(words.lastFailure, `${dayAndTime(new Date(lastFailure.at), zone)}: ${lastFailure.error || texts.unknownError}`);
  else if (lastFailure) add(words.lastFailure, dayAndTime(new Date(lastFailure.at), zone));
  if (stats.nextRun) add(words.next, dayAndTime(new Date(stats.nextRun), zone, room.clock.now()));
  add(words.used, used);
  const paused: Block[] =
    workflow.pausedReason && workflow.status !== 'active'
      ? [{ kind: 'alert', level: 'warning', text: workflow.pausedReason }]
      : [];
  return { title: words.doing(workflow.name, days), body: [{ kind: 'fields', fields }, ...paused] };
}

function stepOf(room: Room, workflow: WorkflowRow, id: string): string {
  const index = workflow.definition.steps.findIndex((step) => step.id === id);
  const step = workflow.definition.steps[index];
  return step ? `step ${index + 1} (${room.stepIn(workflow.definition, unconditional(step))})` : id;
}

/** "How much is left today?": of all workflows, or of one. */
export function limitsCard(limits: LimitsToday, one: boolean): Card {
  const fields = limits.workflows
    .slice(0, 30)
    .map((workflow) => ({ label: workflow.name, value: words.usedOf(workflow, limits) }));
  const all: Block = { kind: 'text', text: words.usedAll(limits) };
  const own: Block[] = fields.length > 0 ? [{ kind: 'fields', fields }] : [];
  return { title: words.usedTitle, body: one ? [...own, all] : [all, ...own], footer: words.dayEnds(limits.timeZone) };
}

/** "Why did it not run?": what is in the way, and what can be done about it. */
export async function troubleCard(room: Room, seeing: Seeing, person: Member, workflow: WorkflowRow): Promise<Card> {
  const { reasons, facts, lastStart, nextRun } = await seeing.trouble(person, workflow._id);
  const zone = person.timeZone;
  const lines = [
    lastStart ? words.lastStart(new Date(lastStart), zone) : words.neverStarted,
    ...facts,
    ...(nextRun ? [words.nextRun(new Date(nextRun), zone)] : []),
  ];
  room.log.debug({ workflow: workflow._id, reasons: reasons.length }, 'looked why it does not start');
  const why: Block[] =
    reasons.length > 0
      ? reasons.map((text) => ({ kind: 'alert', level: 'warning', text }))
      : [{ kind: 'text', text: words.nothingInTheWay }];
  return { title: words.troubleTitle(workflow.name), body: [...why, { kind: 'text', text: lines.join('\n') }] };
}
