import type { Json } from '../../src/automation/definition.ts';
import { fitted } from '../../src/automation/fitting.ts';
import { news, question } from './calls.ts';
import type { Output } from './contract.ts';
import { type At, nowIso } from './notes.ts';
import type { Outcome, StepParts } from './outcome.ts';
import type { Answered, OpenQuestion } from './people-contract.ts';

/** Asked once more in a fresh history, it is the same question. */
const AGAIN = { again: true };
const UNANSWERED = 'Nobody answered in time.';

/** `flow.ask`: waits for an answer that fits; silence takes the default, or fails the step. */
export async function asking(at: At, params: Record<string, Json>, parts: StepParts): Promise<Outcome> {
  const where = { step: at.step.id, path: at.path, iteration: at.iteration };
  const { open, answered } = await parts.notes.waitingFor(async () => {
    const asked = await question({ ...parts.notes.call(), ...where, params });
    const hear = (heard: Parameters<Parameters<typeof parts.questions.answer>[1]>[0]) =>
      news({ ...parts.notes.call(), ...where, ...heard });
    const got = await parts.questions.answer(asked, hear, () => parts.control.paused);
    return { open: asked, answered: got };
  }, AGAIN);
  const output = answered ? given(answered) : silence(open, params.default);
  if (output === null) {
    parts.notes.failed(at, UNANSWERED, params);
    return { kind: 'failed', error: UNANSWERED };
  }
  parts.notes.succeeded(at, output, { input: params, ...(answered && { answered }) });
  return { kind: 'success', output };
}

const given = ({ value, by, at }: Answered): Output => ({
  answer: value,
  by,
  at,
  answered: true,
  status: 'success',
  error: null,
});

function silence(open: OpenQuestion, instead: Json | undefined): Output | null {
  if (instead === undefined || instead === null) return null;
  const fit = fitted(open.wanted, instead);
  if ('misfit' in fit) return null;
  return { answer: fit.ok, by: '', at: nowIso(), answered: false, status: 'success', error: null };
}
