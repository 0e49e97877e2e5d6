import type { StepRow } from '../store/runs.ts';
import type { Actions } from './checks/context.ts';
import { conditionInWords } from './condition-words.ts';
import type { Definition, Json, Step } from './definition.ts';
import { ancestorsOf } from './graph.ts';
import { hasRef, inBrief } from './reference.ts';
import { stepInWords, wordingOf } from './step-words.ts';

/** A step of a run as a person knows it. */
export interface RowWords {
  /** As the card counts it, from one; null for what is no step of the definition. */
  number: number | null;
  /** "Create a QuickBooks invoice for Acme, KES 15,000". */
  title: string;
  /** Why it was left out; null where it was not. */
  why: string | null;
}

type Row = Pick<StepRow, 'path' | 'step' | 'service' | 'action' | 'state' | 'input' | 'gate'>;

/** `currency`: of amounts that name none. `failed`: the step that ended the run. */
export function rowInWords(
  row: Row,
  definition: Definition | null,
  catalogue: Actions,
  currency: string,
  failed: string | null = null,
): RowWords {
  const id = row.step ?? row.path.split('/')[0] ?? row.path;
  const index = definition?.steps.findIndex((step) => step.id === id) ?? -1;
  const step = definition?.steps[index];
  const { service, action } = row;
  const own = step?.service === service && step.action === action ? step.params : {};
  const plain: Step = { id, service, action, params: givenTo(row.input) ?? own };
  const known = definition ?? { ...NOTHING, steps: [plain] };
  return {
    number: index < 0 ? null : index + 1,
    title: catalogue.action(service, action) ? stepInWords(plain, known, catalogue, currency) : '',
    why:
      row.state === 'skipped'
        ? whyLeftOut(
            row,
            step,
            known,
            (condition) => conditionInWords(condition, wordingOf(known, catalogue, currency)),
            failed,
          )
        : null,
  };
}

const NOTHING: Definition = { name: '', description: '', policy: {}, triggers: [], steps: [] } as unknown as Definition;

function givenTo(input: unknown): Record<string, Json> | null {
  if (typeof input !== 'object' || input === null || Array.isArray(input) || Object.keys(input).length === 0)
    return null;
  const given = input as Record<string, Json>;
  return hasRef(given) ? (inBrief(given) as Record<string, Json>) : given;
}

function whyLeftOut(
  { gate }: Row,
  step: Step | undefined,
  definition: Definition,
  inWords: (condition: string) => string,
  failed: string | null,
): string {
  if (gate?.decision === 'rejected') return gate.decidedBy ? `${gate.decidedBy} said no.` : 'Nobody said yes in time.';
  if (step && failed !== null && ancestorsOf(definition).get(step.id)?.has(failed))
    return 'The step it builds on failed.';
  if (step?.condition === undefined) return 'What it builds on was left out or declined.';
  return `It happens only if ${inWords(step.condition)}.`;
}
