import { wantedOf } from '../../src/automation/fitting.ts';
import { hash } from '../../src/ids.ts';
import type { QuestionState } from '../../src/store/asked.ts';
import type { OpenQuestion, QuestionCall } from '../workflows/people-contract.ts';
import { askedBy, timesOf } from './audience.ts';
import type { ActivityDeps } from './deps.ts';
import { StepFailure } from './failures.ts';
import type { Rows } from './rows.ts';
import { answeredBefore, type Standing } from './standing.ts';
import type { Shown } from './waiting.ts';

/** D15: how long a question waits unless it says otherwise. */
const QUESTION_MS = 86_400_000;

/** Asks questions. The same one asked again keeps its seal and its deadline. */
export function createQuestion(deps: ActivityDeps, parts: { rows: Rows; shown: Shown; standing: Standing }) {
  return async function question(call: QuestionCall): Promise<OpenQuestion> {
    const { run, step, before } = await parts.shown(call);
    const { path, iteration, execution, params } = call;
    const now = deps.clock.now();
    const again = before?.state === 'waiting' ? (before.question ?? null) : null;
    const stood = again ? null : await parts.standing.stood(run, call);
    const answered = answeredBefore(stood, params);
    if (stood?.question && answered) {
      const { seal, deadline, to, names, channel } = stood.question;
      return { path, iteration, seal, deadline, to, names, channel, wanted: wantedOf(params), reminders: [], answered };
    }
    const times = timesOf(params, now, QUESTION_MS, again);
    const wanted = wantedOf(params);
    if (wanted.kind === 'choice' && wanted.options.length === 0)
      throw new StepFailure('There is nothing to choose from: the list of options is empty.');
    const text = typeof params.question === 'string' ? params.question.trim().slice(0, 2000) : '';
    if (text === '') throw new StepFailure('There is no question to ask: it came out empty.');
    const asked = again
      ? { users: again.to, channel: again.channel, names: again.names }
      : await askedBy(deps, run, params.to);
    const state: QuestionState = {
      text,
      seal: hash(JSON.stringify([execution, path, iteration, 'ask', params])),
      ...wanted,
      deadline: times.deadline,
      to: asked.users,
      names: asked.names,
      channel: asked.channel,
      silence: params.default === undefined || params.default === null ? null : String(params.default).slice(0, 200),
      reminders: times.reminders,
      reminded: again?.reminded ?? 0,
    };
    await parts.rows.step(call, {
      service: step.service,
      action: step.action,
      state: 'waiting',
      input: params,
      startedAt: before?.startedAt ?? now,
      question: state,
    });
    await parts.rows.touch({ ...call, thread: run.thread }, { phase: call.phase });
    const { seal, deadline, names } = state;
    return {
      path,
      iteration,
      seal,
      deadline,
      to: asked.users,
      names,
      channel: asked.channel,
      wanted,
      reminders: times.left,
      ...(state.reminded && { reminded: state.reminded }),
    };
  };
}
