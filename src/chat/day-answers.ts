import { cronInWords } from '../automation/cron-words.ts';
import type { Definition } from '../automation/definition.ts';
import { nextOf, timesOf } from '../automation/next-run.ts';
import { triggerWords } from '../automation/trigger-words.ts';
import { dayAndTime, oneLine, shortened } from '../automation/words.ts';
import { localDay, zonedInstant } from '../automation/zone.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { TriggerRow, WorkflowRow } from '../store/workflows.ts';
import type { Span } from './day-wishes.ts';
import { idleRuns } from './idle-runs.ts';
import type { Member } from './people.ts';
import type { Room } from './room.ts';
import { texts } from './texts.ts';
import { dayTexts as words } from './texts-days.ts';
import type { Card, Content } from './types.ts';
import { RUN_MARKS } from './workflow-cards.ts';

/** Lines of one answer, and lines of one schedule: what runs more often is said in words, so that it hides nothing else. */
const MOST = 20;
const MOST_EACH = 10;

/** The first instant of the day so many days from today, where the person is. */
const dayFrom = ({ clock }: Room, { timeZone }: Member, days: number): Date => {
  const day = localDay(clock.now().getTime() + days * 86_400_000, timeZone);
  return new Date(zonedInstant(`${day}T00:00`, timeZone));
};

/** "What ran today?": each run in a line, the last one first. */
export async function ranCard(room: Room, person: Member, { from, to }: Span): Promise<Content> {
  const { workspace, user, timeZone } = person;
  const startedAt = { $gte: dayFrom(room, person, from), $lt: dayFrom(room, person, to + 1) };
  const filter = { workspace, user, parent: null, startedAt };
  const [runs, count, workflows] = await Promise.all([
    room.store.executions.find(filter).sort({ startedAt: -1 }).limit(MOST).lean<ExecutionRow[]>(),
    room.store.executions.countDocuments(filter),
    room.automation.workflows(person),
  ]);
  const days = words.days(from, to);
  if (runs.length === 0) {
    const next = (await coming(room, person, workflows))[0];
    return words.nothingRan(days, next ? words.nextIs(next.name, next.at, timeZone, room.clock.now()) : null);
  }
  const idle = await idleRuns(room, runs);
  const names = new Map(workflows.map((one) => [one._id, one.name]));
  const lines = runs.map((run) => {
    const parts = [
      names.get(run.workflow) ?? '',
      dayAndTime(run.startedAt, timeZone),
      idle.has(run._id) ? texts.nothingToDo : stateOf(run),
    ];
    return `${idle.has(run._id) ? '–' : RUN_MARKS[run.status]} ${[...parts, triggerWords(run.triggerData)].filter(Boolean).join(' · ')}`;
  });
  if (count > runs.length) lines.push(words.more(count - runs.length));
  return { title: words.ranTitle(days, count), body: [{ kind: 'text', text: lines.join('\n') }] };
}

const stateOf = (run: ExecutionRow): string =>
  run.asking?.decided === null || run.phase === 'waiting' ? words.waitsForYou : texts.lastRun[run.status];

interface Coming {
  name: string;
  at: Date;
  /** In words how it goes on from there, where its times are too many to be a line each. */
  often?: string;
}

/** What starts by itself, in order and without the times to be left out: each workflow's next one, or all within a span. */
async function coming(
  room: Room,
  person: Member,
  workflows: WorkflowRow[],
  days: Span | null = null,
): Promise<Coming[]> {
  const now = room.clock.now();
  const span = days && {
    after: new Date(Math.max(now.getTime(), dayFrom(room, person, days.from).getTime() - 1)),
    until: dayFrom(room, person, days.to + 1),
  };
  const active = workflows.filter((one) => one.status === 'active');
  const triggers = await triggersOf(room, person, active);
  const found = active.flatMap(({ _id, name, version }): Coming[] => {
    const own = (triggers.get(_id) ?? []).filter((trigger) => trigger.version === version);
    if (span) return own.flatMap((trigger) => within(trigger, span, person.timeZone).map((one) => ({ name, ...one })));
    const at = nextOf(own, now);
    return at ? [{ name, at: new Date(at) }] : [];
  });
  return found.sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** The times of one trigger within a span: where they are many the first alone, with words for the others. */
function within(
  trigger: TriggerRow,
  { after, until }: { after: Date; until: Date },
  home: string,
): Omit<Coming, 'name'>[] {
  const times = timesOf(trigger, after, MOST_EACH + 1).filter((at) => at < until);
  const [first] = times;
  if (!first || times.length <= MOST_EACH || !trigger.scheduleCron) return times.map((at) => ({ at }));
  return [{ at: first, often: cronInWords(trigger.scheduleCron, trigger.scheduleTimezone ?? 'UTC', home) }];
}

async function triggersOf(room: Room, person: Member, workflows: WorkflowRow[]): Promise<Map<string, TriggerRow[]>> {
  const rows = await room.store.triggers
    .find({ workspace: person.workspace, workflow: { $in: workflows.map((one) => one._id) } })
    .lean<TriggerRow[]>();
  const own = new Map<string, TriggerRow[]>();
  for (const row of rows) own.set(row.workflow, [...(own.get(row.workflow) ?? []), row]);
  return own;
}

/** "What's next?", "what's coming up this week?": in order, and what starts only when something comes in. */
export async function comingCard(room: Room, person: Member, days: Span | null, next: string | null): Promise<Content> {
  const workflows = await room.automation.workflows(person);
  const now = room.clock.now();
  const found = await coming(room, person, workflows, days);
  const lines = found.slice(0, MOST).map(({ at, name, often }) => {
    const first = dayAndTime(at, person.timeZone, now);
    return `${often ? words.fromThen(first, often) : first} · ${name}`;
  });
  if (found.length > MOST) lines.push(words.more(found.length - MOST));
  const span = days ? words.days(days.from, days.to) : null;
  if (lines.length === 0) lines.push(words.nothingComes(span));
  const events = workflows
    .filter((one) => one.status === 'active' && one.definition.triggers.some((trigger) => trigger.type === 'webhook'))
    .map((one) => one.name);
  if (events.length > 0) lines.push(words.byEvent(events.slice(0, MOST)));
  if (next) lines.push(words.alsoAsked(shortened(oneLine(next), 160)));
  const title = span ? words.comingIn(span) : words.comingTitle;
  return found.length + events.length === 0 && !next
    ? lines.join('\n')
    : { title, body: [{ kind: 'text', text: lines.join('\n') }] };
}

const remindsOnly = ({ steps }: Definition): boolean => steps.some((step) => step.service === 'reminder');

/** "Which reminders do I have?": each with its words and its next time. */
export async function remindersCard(room: Room, person: Member): Promise<Card | string> {
  const all = (await room.automation.workflows(person)).filter(
    (one) => one.status !== 'deleted' && remindsOnly(one.definition),
  );
  if (all.length === 0) return words.noReminders;
  const triggers = await triggersOf(room, person, all);
  const now = room.clock.now();
  const fields = all.slice(0, MOST).map((one) => {
    const own = (triggers.get(one._id) ?? []).filter((trigger) => trigger.version === one.version);
    const at = one.status === 'active' ? nextOf(own, now) : null;
    const timed = own.some((trigger) => trigger.type === 'schedule');
    const state = one.status === 'active' ? (timed ? words.over : words.byHand) : words.paused;
    return { label: one.name, value: at ? dayAndTime(new Date(at), person.timeZone, now) : state };
  });
  return { title: words.reminders(all.length), body: [{ kind: 'fields', fields }] };
}
