import { plainError } from '../../src/chat/plain-error.ts';
import { waitsFor } from '../../src/chat/run-card.ts';
import { askedTexts } from '../../src/chat/texts-asked.ts';
import type { Clock } from '../../src/clock.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
import type { SandboxRow } from '../../src/store/services.ts';
import type { Store } from '../../src/store/store.ts';
import type { TriggerRow, VersionRow, WorkflowRow } from '../../src/store/workflows.ts';
import type { WebRouterDeps } from './routes.ts';
import type { WebPerson } from './session.ts';
import type { SandboxView, SettingsView, WorkflowView } from './wire.ts';

const MOST = 200;
const SHOWN_FIELDS = 12;
const SHOWN_TEXT = 4_000;

export interface PanelDeps {
  store: Pick<Store, 'workflows' | 'triggers' | 'versions' | 'executions' | 'steps' | 'connections' | 'sandbox'>;
  clock: Clock;
  /** "Every Monday at 09:00", "When IntaSend confirms a payment", "By hand". */
  triggerWords(trigger: TriggerRow, timeZone: string): string;
  /** "Used today: KES 42,000 of 100,000."; null where no money moves. */
  used?(person: WebPerson, workflow: WorkflowRow): Promise<string | null>;
  /** ISO instant of the next time a schedule fires; null for what is not a schedule or has fired. */
  nextRun(trigger: TriggerRow, from: Date): string | null;
  /** "IntaSend payments". */
  serviceTitle(service: string): string;
  /** What was given to an action, as a person reads it: "Amount", "KES 20,000". */
  paramWords(row: Pick<SandboxRow, 'service' | 'action' | 'params'>): { label: string; value: string }[];
  /** All but the person's connections, as it is right now. */
  settings(person: WebPerson): Promise<Omit<SettingsView, 'connections'>>;
  /** Address of a one-time page that connects a service. */
  connect(person: WebPerson, service: string): Promise<string>;
  /** Has a platform show a code to log in with again; an admin's to ask. */
  logIn(person: WebPerson, platform: string): void;
}

/** What stands beside the conversation, read from what is stored. */
export function createPanel(deps: PanelDeps): WebRouterDeps['panel'] {
  const { store, clock } = deps;

  return {
    async workflows(person) {
      const { workspace, user } = person;
      const rows: WorkflowRow[] = await store.workflows
        .find({ workspace, user, status: { $ne: 'deleted' } })
        .sort({ createdAt: -1 })
        .limit(MOST)
        .lean();
      const ids = rows.map((row) => row._id);
      const [triggers, last, waiting, sandboxed] = await Promise.all([
        store.triggers.find({ workspace, workflow: { $in: ids } }).lean() as Promise<TriggerRow[]>,
        lastRuns(store, workspace, ids),
        waitingRuns(store, workspace, ids),
        sandboxedOnes(store, workspace, rows),
      ]);
      const from = clock.now();
      const used = await Promise.all(rows.map((row) => deps.used?.(person, row) ?? null));
      return rows.map((row, at): WorkflowView => {
        const own = triggers.filter((trigger) => trigger.workflow === row._id && trigger.version === row.version);
        const next = row.status === 'active' ? own.map((trigger) => deps.nextRun(trigger, from)) : [];
        // What waits for somebody is said before how a later run went.
        const waits = waiting.get(row._id);
        const run = waits?.run ?? last.get(row._id);
        return {
          id: row._id,
          name: row.name,
          description: row.description,
          state: row.status === 'deleted' ? 'paused' : row.status,
          reason: row.status === 'active' ? null : row.pausedReason,
          starts: own.map((trigger) => deps.triggerWords(trigger, person.timeZone)),
          nextRun: next.filter((at) => at !== null).sort()[0] ?? null,
          lastRun: run
            ? {
                id: run._id,
                state: run.status,
                at: (run.completedAt ?? run.startedAt).toISOString(),
                error: plainError(run.errorMessage, run),
                waits: waits?.words ?? null,
              }
            : null,
          runs: row.executionCount,
          thread: row.createdFromRoom?.startsWith('web:') ? row.createdFromRoom.slice('web:'.length) : null,
          sandboxed: sandboxed.has(row._id),
          used: used[at] ?? null,
        };
      });
    },

    async sandbox({ workspace, user }) {
      const rows = await store.sandbox.find({ workspace, user }).sort({ at: -1 }).limit(MOST).lean();
      return (rows as SandboxRow[]).map(
        (row): SandboxView => ({
          id: row._id,
          service: deps.serviceTitle(row.service),
          action: row.action,
          effect: row.effect,
          title: row.title,
          workflow: row.workflowName,
          fields: deps
            .paramWords(row)
            .slice(0, SHOWN_FIELDS)
            .map(({ label, value }) => ({ label, value: cut(value) })),
          at: row.at.toISOString(),
        }),
      );
    },

    async settings(person) {
      const rows = await store.connections
        .find({ workspace: person.workspace, user: person.user, revokedAt: null })
        .sort({ service: 1 })
        .limit(MOST)
        .lean();
      // A sandbox stands in for a service as often as it is asked to; it is one thing all the same.
      const listed = rows.filter(
        (row, at) =>
          row.kind !== 'sandbox' ||
          rows.findIndex((one) => one.kind === 'sandbox' && one.service === row.service) === at,
      );
      const connections = listed.map((row) => ({
        id: row._id,
        service: deps.serviceTitle(row.service),
        account: row.kind === 'sandbox' ? '' : row.account,
        sandbox: row.kind === 'sandbox',
      }));
      return { ...(await deps.settings(person)), connections };
    },

    connect: (person, service) => deps.connect(person, service),
    logIn: (person, platform) => deps.logIn(person, platform),
  };
}

/** The newest run of each workflow, by workflow. */
async function lastRuns(
  store: PanelDeps['store'],
  workspace: string,
  ids: string[],
): Promise<Map<string, ExecutionRow>> {
  const rows = await store.executions.aggregate<ExecutionRow & { workflow: string }>([
    { $match: { workspace, workflow: { $in: ids } } },
    { $sort: { workspace: 1, workflow: 1, startedAt: -1 } },
    { $group: { _id: '$workflow', newest: { $first: '$$ROOT' } } },
    { $replaceRoot: { newRoot: '$newest' } },
  ]);
  return new Map(rows.map((row) => [row.workflow, row]));
}

/** The newest run of each workflow that waits for a word from somebody, and from whom. */
async function waitingRuns(
  store: PanelDeps['store'],
  workspace: string,
  ids: string[],
): Promise<Map<string, { run: ExecutionRow; words: string }>> {
  const runs = await store.executions
    .find({ workspace, workflow: { $in: ids }, status: 'running', phase: 'waiting' })
    .sort({ startedAt: -1 })
    .limit(MOST)
    .lean<ExecutionRow[]>();
  const steps = await store.steps
    .find({ workspace, execution: { $in: runs.map((run) => run._id) }, state: 'waiting' })
    .limit(MOST)
    .lean<StepRow[]>();
  const found = new Map<string, { run: ExecutionRow; words: string }>();
  for (const run of runs.reverse()) {
    const own = steps.filter((step) => step.execution === run._id);
    const asked = run.asking?.decided === null ? askedTexts.you : own.map((step) => waitsFor(step, run)).find(Boolean);
    if (asked) found.set(run.workflow, { run, words: askedTexts.waits(asked) });
  }
  return found;
}

/** Ids of workflows whose live version is bound to at least one sandbox. */
async function sandboxedOnes(store: PanelDeps['store'], workspace: string, rows: WorkflowRow[]): Promise<Set<string>> {
  const live = rows.map((row) => `${row._id}:${row.version}`);
  const versions = (await store.versions.find({ workspace, _id: { $in: live } }).lean()) as VersionRow[];
  const used = versions.flatMap((version) => Object.values(version.connections ?? {}));
  const sandboxes = await store.connections.find({ workspace, kind: 'sandbox', _id: { $in: used } }, { _id: 1 }).lean();
  const ids = new Set(sandboxes.map((row) => row._id));
  const bound = versions.filter((version) => Object.values(version.connections ?? {}).some((id) => ids.has(id)));
  return new Set(bound.map((version) => version.workflow));
}

const cut = (text: string): string => (text.length > SHOWN_TEXT ? `${text.slice(0, SHOWN_TEXT)}…` : text);
