import type { WorkflowRow } from '../store/workflows.ts';
import { ownWorkflow } from './access.ts';
import { callsSlot, createAllowances, dayRow, STARTS_SLOT } from './allowances.ts';
import type { Definition } from './definition.ts';
import type { AutomationDeps } from './deps.ts';
import { fromMinor, grouped, money, toMinor } from './money.ts';
import type { Person } from './service.ts';
import { createSpend } from './spend.ts';
import { localDay } from './zone.ts';

/** How much of a limit is used, in major units or as a count; `limit` null: there is none. */
export interface Use {
  used: number;
  limit: number | null;
}

export interface WorkflowLimits {
  id: string;
  name: string;
  spend: Use;
  /** Major units; null where the policy sets none. */
  spendPerRun: number | null;
  runs: Use;
  /** Actions with a limit of calls in a day. */
  actions: ({ action: string; title: string } & Use)[];
}

export interface LimitsToday {
  /** The person's calendar day. */
  day: string;
  timeZone: string;
  currency: string;
  /** Over all their workflows. */
  spend: Use & { limit: number };
  workflows: WorkflowLimits[];
}

type Deps = Pick<AutomationDeps, 'store' | 'clock' | 'config' | 'catalogue'>;

/** What is used of today's limits, in the owner's day and currency. */
export function createUsedToday({ store, clock, config, catalogue }: Deps) {
  const spend = createSpend(store);
  const allowances = createAllowances(store);
  const currency = config.WORKFLOW_CURRENCY;
  const ceiling = config.WORKFLOW_DAILY_SPEND_LIMIT;

  const spentBy = (person: Person, workflow: string) =>
    spend.usedToday({ ...person, workflow, now: clock.now(), currency });

  async function ofWorkflow(person: Person, row: WorkflowRow): Promise<WorkflowLimits> {
    const { policy } = row.definition;
    const day = dayRow(row._id, localDay(clock.now(), person.timeZone));
    const [spent, used] = await Promise.all([spentBy(person, row._id), allowances.used(row.workspace, day)]);
    const counted = Object.entries(policy.action_limits ?? {}).filter(([, one]) => one.per_day !== undefined);
    return {
      id: row._id,
      name: row.name,
      spend: { used: fromMinor(spent.workflow, currency), limit: policy.daily_spend_limit ?? null },
      spendPerRun: policy.max_spend_per_run ?? null,
      runs: { used: used(STARTS_SLOT), limit: policy.max_runs_per_day ?? null },
      actions: counted.map(([action, one]) => ({
        action,
        title: titleOf(action),
        used: used(callsSlot(action)),
        limit: one.per_day ?? null,
      })),
    };
  }

  function titleOf(name: string): string {
    const [service = '', action = ''] = name.split('.');
    return catalogue.action(service, action)?.title ?? name;
  }

  const pays = (definition: Definition): boolean =>
    definition.steps.some((step) => catalogue.action(step.service, step.action)?.effect === 'money');

  return {
    /** Of all workflows of a person that pay or have a limit a day, or of the one that is named. */
    async limits(person: Person, workflowId?: string): Promise<LimitsToday> {
      const rows = workflowId
        ? [await ownWorkflow(store, person, workflowId)]
        : await store.workflows
            .find({ workspace: person.workspace, user: person.user, status: { $ne: 'deleted' } })
            .sort({ createdAt: -1 })
            .limit(100)
            .lean<WorkflowRow[]>();
      const all = await Promise.all(rows.map((row) => ofWorkflow(person, row)));
      const { owner } = await spentBy(person, workflowId ?? '-');
      const limited = (one: WorkflowLimits) => one.spend.used > 0 || one.runs.limit !== null || one.actions.length > 0;
      const paying = new Set(rows.filter((row) => pays(row.definition)).map((row) => row._id));
      return {
        day: localDay(clock.now(), person.timeZone),
        timeZone: person.timeZone,
        currency,
        spend: { used: fromMinor(owner, currency), limit: ceiling },
        workflows: workflowId ? all : all.filter((one) => limited(one) || paying.has(one.id)),
      };
    },

    /**
     * "Used today: KES 42,000 of 100,000": of the workflow where it has a limit of its own, else of all together. Null where no
     * money moves; `always` false: null too where nothing is used yet.
     */
    async line(
      person: Person,
      workflow: string | null,
      definition: Definition,
      options: { always: boolean },
    ): Promise<string | null> {
      if (!pays(definition)) return null;
      const spent = await spentBy(person, workflow ?? '-');
      const own = definition.policy.daily_spend_limit;
      const used = own === undefined ? spent.owner : spent.workflow;
      // Whatever a workflow may, all together may no more than the ceiling.
      const left = toMinor(ceiling, currency) - spent.owner;
      if (used === 0 && !options.always) return null;
      const words = `Used today: ${money(fromMinor(used, currency), currency)} of ${grouped(own ?? ceiling)}`;
      const short = own !== undefined && left < toMinor(own, currency) - used;
      if (!short) return `${words}${own === undefined ? ', over all your workflows' : ''}.`;
      return `${words}; over all your workflows ${money(fromMinor(spent.owner, currency), currency)} of ${grouped(ceiling)}.`;
    },
  };
}
