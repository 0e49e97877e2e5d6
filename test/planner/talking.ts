import type { KnownPerson } from '../../src/automation/audience.ts';
import { checkDefinition } from '../../src/automation/checks/check.ts';
import type { Step, Trigger } from '../../src/automation/definition.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { createBuiltinPlanner } from '../../src/planner/builtin/planner.ts';
import type { KnownWorkflow, PlannerInput, PlannerReply } from '../../src/planner/types.ts';

/** Conversations with the planner without a model, held to the product's own checks: Anna, Ben and Carol are in the workspace. */
const catalogue = createCatalogue();
const planner = createBuiltinPlanner({ catalogue });
const person = (name: string): KnownPerson => ({ user: `u_${name}`, name, email: null, phone: null, handles: [] });
const context = {
  now: '2026-11-20T07:00:00.000Z',
  timeZone: 'Africa/Nairobi',
  withdrawMax: 100_000,
  dailySpendLimit: 500_000,
  currency: 'KES',
  catalogue,
  workflows: [{ id: 'wf_1', name: 'Invoice on payment', version: 1 }],
  people: ['Anna', 'Ben', 'Carol'].map(person),
};
const check: PlannerInput['check'] = (definition) => checkDefinition(definition, context).findings;

/** A conversation of its own: gives the last reply to messages said one after another. */
const talk =
  (of: Pick<PlannerInput, 'workflows' | 'check'>) =>
  (...messages: string[]): Promise<PlannerReply> =>
    conversation(of).says(...messages);

export const replyTo = talk({
  workflows: [{ id: 'wf_1', name: 'Invoice on payment', status: 'active', version: 1, definition: null }],
  check,
});

/** The same where nothing is ever objected to and no workflow is there yet. */
export const plainReplyTo = talk({ workflows: [], check: () => [] });

/**
 * A conversation that goes on, as the room keeps it: what is open, what was asked for besides. `approved`: its card was approved,
 * and what the planner kept is forgotten.
 */
export function conversation(of: {
  workflows: KnownWorkflow[];
  about?: string;
  changes?: KnownWorkflow;
  check?: PlannerInput['check'];
}) {
  const { changes } = of;
  const live = changes?.definition;
  let dialog: unknown = null;
  let next: string | null = null;
  let draft: PlannerInput['draft'] =
    changes && live
      ? {
          definition: live,
          assumptions: [],
          workflow: { id: changes.id, name: changes.name, version: changes.version },
        }
      : null;
  return {
    approved() {
      draft = null;
      dialog = null;
    },
    async says(...messages: string[]): Promise<PlannerReply> {
      let reply: PlannerReply = { kind: 'say', text: '' };
      for (const text of messages) {
        reply = await planner({
          text,
          history: [],
          now: context.now,
          timeZone: context.timeZone,
          locale: null,
          currency: 'KES',
          owner: { name: 'Wanjiru', email: null, phone: null },
          draft,
          workflows: of.workflows,
          about: of.about ?? null,
          dialog,
          next,
          check: of.check ?? check,
        });
        dialog = reply.dialog ?? null;
        if (reply.next !== undefined) next = reply.next;
        if (reply.kind === 'propose') {
          const id = reply.workflow?.id;
          const workflow = of.workflows.find((one) => one.id === id);
          draft = {
            definition: reply.definition,
            assumptions: reply.assumptions,
            workflow: workflow ? { id: workflow.id, name: workflow.name, version: workflow.version } : null,
          };
        }
      }
      return reply;
    },
  };
}

/** Steps as calls: "send_message(#team | Hello) if …". */
export const callsOf = (steps: Step[]): string[] =>
  steps.map((step) => {
    const params = Object.values(step.params).map((value) =>
      typeof value === 'string' ? value : JSON.stringify(value),
    );
    return `${step.action}(${params.join(' | ')})${step.condition ? ` if ${step.condition}` : ''}`;
  });

/** What starts it and what it does, in a line. */
export function gist(reply: PlannerReply): string {
  if (reply.kind !== 'propose')
    return reply.kind === 'ask' ? `ask ${reply.missing.map((one) => one.name).join(',')}` : reply.kind;
  return `${startsOf(reply.definition.triggers)} > ${callsOf(reply.definition.steps).join(' > ')}`;
}

/** Its limits and its steps, in a line. */
export function limitsAndSteps(reply: PlannerReply): string {
  if (reply.kind !== 'propose') return reply.kind;
  const { policy, steps } = reply.definition;
  const limits = Object.entries(policy ?? {}).map(([name, value]) => `${name} ${String(value)}`);
  return [...limits, ...callsOf(steps)].join(' > ');
}

/** What starts it, its limits and its steps, in a line. */
export const whole = (reply: PlannerReply): string =>
  reply.kind === 'propose' ? `${startsOf(reply.definition.triggers)} > ${limitsAndSteps(reply)}` : gist(reply);

/** A zone is named where it is not the person's own. */
const startsOf = (triggers: Trigger[]): string =>
  triggers
    .map((one) => {
      if (one.type === 'webhook') return `${one.service}.${one.event}`;
      if (one.type !== 'schedule') return one.type;
      const zone = one.schedule_timezone === context.timeZone ? '' : ` ${one.schedule_timezone}`;
      return `${one.schedule_cron ?? one.schedule_at}${zone}`;
    })
    .join(' + ');

const short = ({ service, action, params, condition, for_each }: Step) => [
  `${service}.${action}`,
  ...(service === 'flow' ? [params] : []),
  ...(condition ? [condition] : []),
  ...(for_each ? [for_each] : []),
];

/** The steps that are proposed, in short. */
export async function planned(...messages: string[]) {
  const reply = await replyTo(...messages);
  if (reply.kind !== 'propose') throw new Error(`${reply.kind}: ${reply.text}`);
  return reply.definition.steps.map(short);
}
