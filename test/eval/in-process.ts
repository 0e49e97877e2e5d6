import { DateTime } from 'luxon';
import type { Definition } from '../../src/automation/definition.ts';
import type { Finding } from '../../src/errors.ts';
import type { KnownWorkflow, Planner, PlannerInput, PlannerReply } from '../../src/planner/types.ts';
import type { Conversation, Driver, Said } from './conversation.ts';
import type { Case } from './format.ts';

export interface InProcess {
  planner: Planner;
  /** The product's own check: the definition in its normal form, null where it has none, and what is found. */
  check(
    definition: unknown,
    the: { now: string; timeZone: string; workflows: KnownWorkflow[] },
  ): { definition: Definition | null; findings: Finding[] };
  /** Words of a proposal's card; its name and description where not given. */
  card?(definition: Definition): string;
}

const HISTORY = 40;

/** Drives a planner directly, keeping what the engine would keep between turns. Nothing can run here: there is only the planner. */
export function inProcess({ planner, check, card }: InProcess): Driver {
  return {
    async open(the: Case): Promise<Conversation> {
      const now = DateTime.fromISO(the.now, { zone: the.timezone }).toUTC().toISO() ?? the.now;
      const workflows = knownWorkflows(the);
      const history: PlannerInput['history'] = [];
      let dialog: unknown = null;
      let draft: PlannerInput['draft'] = null;
      const checked = (definition: unknown) => check(definition, { now, timeZone: the.timezone, workflows });

      return {
        async say(text: string): Promise<Said> {
          const reply = await planner({
            text,
            history: history.slice(-HISTORY),
            now,
            timeZone: the.timezone,
            locale: null,
            currency: 'KES',
            owner: { name: 'Sample', email: null, phone: null },
            draft,
            workflows,
            dialog,
            check: (definition) => checked(definition).findings,
          });
          const said = saidBy(reply, checked, card);
          // What crosses a turn is stored as JSON; a planner that keeps more would forget it.
          dialog = reply.dialog === undefined ? null : JSON.parse(JSON.stringify(reply.dialog));
          if (reply.kind === 'propose') {
            const workflow = workflows.find((known) => known.id === reply.workflow?.id);
            draft = {
              definition: reply.definition,
              assumptions: reply.assumptions,
              workflow: workflow ? { id: workflow.id, name: workflow.name, version: workflow.version } : null,
            };
          }
          history.push({ from: 'user', text, at: now });
          history.push({ from: 'bot', text: [said.text, said.card].filter(Boolean).join('\n'), at: now });
          return said;
        },
        end: async () => [],
      };
    },
    stop: async () => {},
  };
}

function knownWorkflows(the: Case): KnownWorkflow[] {
  return the.given_workflows.map((given, index) => ({
    id: `wf_given${index + 1}`,
    name: given.name,
    status: given.status,
    version: 1,
    definition: null,
    ...(given.last_run
      ? {
          lastRun: {
            status: given.last_run.status,
            ...(given.last_run.error === undefined ? {} : { error: given.last_run.error }),
          },
        }
      : {}),
  }));
}

function saidBy(
  reply: PlannerReply,
  check: (definition: unknown) => ReturnType<InProcess['check']>,
  card: InProcess['card'],
): Said {
  const base: Said = { kind: reply.kind, text: reply.text ?? '', card: '', missing: [], act: null, drafts: [] };
  if (reply.kind === 'ask') return { ...base, missing: reply.missing.map(({ name, label }) => ({ name, label })) };
  if (reply.kind === 'act') {
    const { command, workflow, newName, needsConfirmation } = reply;
    return { ...base, act: { command, workflow: workflow?.name ?? null, newName: newName ?? null, needsConfirmation } };
  }
  if (reply.kind !== 'propose') return base;
  const checked = check(reply.definition);
  const definition = checked.definition ?? reply.definition;
  const words = card?.(definition) ?? `${definition.name}\n${definition.description}`;
  return {
    ...base,
    card: [words, ...reply.assumptions].join('\n'),
    drafts: [{ definition, findings: checked.findings }],
  };
}
