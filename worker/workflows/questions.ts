import { ApplicationFailure, condition } from '@temporalio/workflow';
import { fitted } from '../../src/automation/fitting.ts';
import { ALREADY, MISFIT, REFUSED } from '../../src/temporal/protocol.ts';
import type { GateDecision, GivenAnswer } from '../../src/temporal/types.ts';
import type { Answered, OpenQuestion } from './people-contract.ts';
import { heldBack, passed } from './reminding.ts';
import { type Names, refuse } from './words.ts';

interface Question extends OpenQuestion {
  answered: Answered | null;
  over: boolean;
  /** Why nobody can be asked, once that is known. */
  unaskable?: string;
}

const keyOf = (at: { path: string; iteration: number }) => `${at.path}:${at.iteration}`;

/** The questions of a run: asked by steps, answered once by an update whose validator refuses what does not fit without a trace. */
export function createQuestions(names: Names, carried: Question[] = []) {
  const questions = new Map<string, Question>(carried.map((question) => [keyOf(question), question]));
  const at = (answer: Pick<GivenAnswer, 'step' | 'iteration'>) =>
    questions.get(keyOf({ path: answer.step, iteration: answer.iteration }));

  return {
    /**
     * Waits for an answer that fits; null once the deadline has passed. `remind` is called whenever a reminder is due, though not
     * while the run is paused.
     */
    async answer(
      open: OpenQuestion,
      remind: (count: number) => Promise<void>,
      paused: () => boolean,
    ): Promise<Answered | null> {
      const before = questions.get(keyOf(open));
      const question: Question = {
        ...open,
        answered: before?.seal === open.seal ? before.answered : null,
        over: false,
      };
      questions.set(keyOf(open), question);
      const ended = () => question.answered !== null || question.unaskable !== undefined;
      const reminders = [...open.reminders];
      for (let reminded = open.reminded ?? 0; ; ) {
        const next = reminders[0];
        if (!ended()) await condition(ended, Math.max(0, Date.parse(next ?? open.deadline) - Date.now()));
        if (!ended() && next !== undefined && heldBack(paused)) {
          await condition(() => ended() || !paused());
          reminded += passed(reminders, open.deadline);
        }
        if (question.unaskable !== undefined) throw ApplicationFailure.nonRetryable(question.unaskable);
        if (question.answered !== null) return question.answered;
        if (reminders.shift() === undefined) break;
        reminded += 1;
        await remind(reminded);
      }
      question.over = question.answered === null;
      return question.answered;
    },

    /** Throws what the person is told when the answer does not count. */
    validate(answer: GivenAnswer): void {
      const question = at(answer);
      if (!question) refuse(REFUSED, 'Nothing waits for this answer now.');
      const inside = question.channel !== null && answer.channel === question.channel;
      if (!inside && !question.to.includes(answer.user)) refuse(REFUSED, `Only ${question.names} can answer this one.`);
      if (question.answered) {
        const { by, at: when } = question.answered;
        refuse(ALREADY, `Already answered: ${by} did at ${names.time(when)}.`);
      }
      if (question.over || Date.parse(question.deadline) <= Date.now()) refuse(REFUSED, 'The time to answer is over.');
      if (answer.seal !== undefined && answer.seal !== question.seal)
        refuse(REFUSED, 'This card was replaced; answer on the newest one.');
      const fit = fitted(question.wanted, answer.value);
      if ('misfit' in fit) refuse(MISFIT, fit.misfit);
    },

    /** Whether it is told of an open question that nobody can be asked. */
    isAbout: (said: GateDecision): boolean =>
      said.decision === 'unaskable' && [...questions.values()].some((one) => one.seal === said.seal && !one.answered),

    /** Ends with `why` those that cannot be asked. */
    giveUp(said: GateDecision): string {
      const question = at(said);
      if (question && question.seal === said.seal && !question.answered) question.unaskable = said.name;
      return said.name;
    },

    /** Takes the answer. */
    take(answer: GivenAnswer): string {
      const question = at(answer);
      const fit = question ? fitted(question.wanted, answer.value) : null;
      if (!question || !fit || 'misfit' in fit || question.answered) return '';
      const { name: by, where = null } = answer;
      question.answered = { value: fit.ok, by, at: new Date(Date.now()).toISOString(), where };
      return 'Thank you.';
    },

    /** Whether each was received, and what (S1.24). */
    state: () =>
      [...questions.values()].map(({ path, iteration, answered }) => ({
        path,
        iteration,
        received: answered !== null,
        value: answered?.value ?? null,
      })),

    /** What a fresh history must still know: what is open, and the latest hundred that are not. */
    carried: (): Question[] => {
      const all = [...questions.values()];
      const isOpen = (question: Question) => question.answered === null && !question.over;
      return [...all.filter(isOpen), ...all.filter((question) => !isOpen(question)).slice(-100)];
    },
  };
}

export type Questions = ReturnType<typeof createQuestions>;
