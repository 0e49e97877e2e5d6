import { AppError } from '../errors.ts';
import type { GateState } from '../store/asked.ts';
import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { VersionRow } from '../store/workflows.ts';
import type { AnswerOutcome, GateOutcome } from '../temporal/types.ts';
import { ownExecution, ownWorkflow } from './access.ts';
import { fittedChanges } from './changeable.ts';
import type { Json } from './definition.ts';
import type { AutomationDeps } from './deps.ts';
import type { Automation, Person, Said } from './service.ts';
import { clockTime } from './words.ts';
import { localTime } from './zone.ts';

type Deciding = Pick<Automation, 'decide' | 'answer' | 'gatesFor' | 'unaskable'>;

const MOST_GATES = 100;

/** What people say to runs that wait for them: decisions and answers, of the owner and of whoever else is asked. */
export function createDeciding(deps: AutomationDeps): Deciding {
  const { store, runs, catalogue, config } = deps;

  /** The run and the step, for its owner and for whoever the step asks. Throws as for anyone else's run. */
  async function asked(person: Person, executionId: string, said: Said) {
    const { workspace } = person;
    const [execution, step] = await Promise.all([
      store.executions.findOne({ _id: executionId, workspace }).lean<ExecutionRow>(),
      store.steps
        .findOne({ workspace, execution: executionId, path: said.step, iteration: said.iteration })
        .lean<StepRow>(),
    ]);
    const channel = step?.gate?.channel ?? step?.question?.channel ?? null;
    const named = [...(step?.gate?.deciders ?? []), ...(step?.question?.to ?? [])].includes(person.user);
    const inside = channel !== null && said.channel === channel;
    const row = execution && (named || inside) ? execution : await ownExecution(store, person, executionId);
    if (said.workflow !== undefined && row.workflow !== said.workflow)
      throw new AppError('not_found', 'This workflow has no such run.');
    return { row, step };
  }

  /** Changed parameters as the guarded step takes them, within the policy that was approved. */
  async function checked(row: ExecutionRow, step: StepRow | null, changes: Record<string, Json>) {
    const { workspace } = row;
    const version = await store.versions
      .findOne({ _id: `${row.workflow}:${row.version}`, workspace })
      .lean<VersionRow>();
    const { guards } = (step?.input ?? {}) as { guards?: unknown };
    const target = version?.definition.steps.find((one) => one.id === guards);
    const spec = target ? catalogue.action(target.service, target.action) : null;
    if (!version || !spec) return { misfit: 'Nothing can be changed here.' };
    const { policy } = version.definition;
    return fittedChanges(spec, changes, {
      policy,
      withdrawMax: config.WORKFLOW_WITHDRAW_MAX,
      currency: policy.currency ?? config.WORKFLOW_CURRENCY,
    });
  }

  /** A run that is over is asked no more: what is written down says who decided. */
  function after<O extends GateOutcome | AnswerOutcome>(outcome: O, step: StepRow | null, person: Person): O {
    if (outcome.result !== 'refused') return outcome;
    const text = decidedWords(step?.gate, person) ?? answeredWords(step?.question, person);
    return text === null ? outcome : { ...outcome, result: 'already', text };
  }

  return {
    async decide(person, executionId, gate) {
      const { row, step } = await asked(person, executionId, gate);
      const { changes, workflow: _workflow, ...said } = gate;
      if (row.status !== 'running') return after({ result: 'refused', text: 'This run has ended.' }, step, person);
      const fit = changes && Object.keys(changes).length > 0 ? await checked(row, step, changes) : null;
      if (fit && 'misfit' in fit) return { result: 'refused', text: fit.misfit };
      const outcome = await runs.decide(row.temporalWorkflowId, {
        ...said,
        ...(fit && { changes: fit.ok }),
        user: person.user,
        name: person.name,
      });
      return outcome.result === 'refused' ? after(outcome, await fresh(step), person) : outcome;
    },

    async answer(person, executionId, answer) {
      const { row, step } = await asked(person, executionId, answer);
      if (row.status !== 'running') return after({ result: 'refused', text: 'This run has ended.' }, step, person);
      const { workflow: _workflow, ...said } = answer;
      const outcome = await runs.answer(row.temporalWorkflowId, { ...said, user: person.user, name: person.name });
      return outcome.result === 'refused' ? after(outcome, await fresh(step), person) : outcome;
    },

    async gatesFor(person, workflow) {
      const { workspace } = person;
      const waiting = await store.steps
        .find({ workspace, state: 'waiting', 'gate.deciders': person.user, 'gate.decision': null })
        .sort({ startedAt: 1 })
        .limit(MOST_GATES)
        .lean<StepRow[]>();
      const own = await store.executions
        .find({ workspace, workflow, status: 'running', _id: { $in: waiting.map((row) => row.execution) } }, { _id: 1 })
        .lean<Pick<ExecutionRow, '_id'>[]>();
      const ids = new Set(own.map((row) => row._id));
      const found = waiting.filter((row) => ids.has(row.execution));
      if (found.length === 0) await ownWorkflow(store, person, workflow);
      return found;
    },

    async unaskable(execution, { step, iteration, why }) {
      const row = await store.steps
        .findOne({ workspace: execution.workspace, execution: execution._id, path: step, iteration })
        .lean<StepRow>();
      const seal = row?.gate?.seal ?? row?.question?.seal;
      if (!seal) throw new AppError('not_found', 'Nothing waits there.');
      await runs.decide(execution.temporalWorkflowId, {
        step,
        iteration,
        decision: 'unaskable',
        user: '',
        name: why,
        actionId: `unaskable:${seal}`,
        seal,
      });
    },
  };

  async function fresh(step: StepRow | null): Promise<StepRow | null> {
    return step && store.steps.findOne({ _id: step._id, workspace: step.workspace }).lean<StepRow>();
  }
}

const at = (iso: string, person: Person): string => clockTime(localTime(Date.parse(iso), person.timeZone));

/** Who decided and when, for whoever comes late; null while nobody has, or when silence did. */
function decidedWords(gate: GateState | null | undefined, person: Person): string | null {
  if (!gate?.decidedBy || !gate.at || gate.decision === null) return null;
  return `Already decided: ${gate.decidedBy} ${gate.decision} it at ${at(gate.at, person)}.`;
}

function answeredWords(question: StepRow['question'], person: Person): string | null {
  if (!question?.answeredBy || !question.at) return null;
  return `Already answered: ${question.answeredBy} did at ${at(question.at, person)}.`;
}
