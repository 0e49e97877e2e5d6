import { ApplicationFailure, condition } from '@temporalio/workflow';
import { fitted } from '../../src/automation/fitting.ts';
import { ALREADY, MISFIT, REFUSED } from '../../src/temporal/protocol.ts';
import type { GateDecision, GivenAnswer } from '../../src/temporal/types.ts';
import { heldBack, isOver, moveOn, newest, passed, standsStill } from './deadlines.ts';
import type { Answered, NewsCall, OpenQuestion } from './people-contract.ts';
import { type Names, refuse } from './words.ts';

interface Question extends Omit<OpenQuestion, 'answered'> {
  since?: number;
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
     * Waits for an answer that fits; null once the deadline has passed. `hear` is told of a reminder that is due and of a deadline
     * that moved on: its time stands still while the run is paused.
     */
    async answer(
      open: OpenQuestion,
      hear: (news: Pick<NewsCall, 'reminded' | 'deadline' | 'reminders'>) => Promise<void>,
      paused: () => boolean,
    ): Promise<Answered | null> {
      const before = questions.get(keyOf(open));
      const same = before?.seal === open.seal ? before : null;
      const question: Question = {
        ...open,
        ...newest(open, same),
        since: same?.since ?? Date.now(),
        answered: same?.answered ?? open.answered ?? null,
        over: false,
      };
      questions.set(keyOf(open), question);
      if (open.answered) return open.answered;
      const ended = () => question.answered !== null || question.unaskable !== undefined;
      let told = open.deadline;
      for (let reminded = open.reminded ?? 0; ; ) {
        const { deadline: due, reminders } = question;
        if (due !== told && !ended()) {
          told = due;
          await hear({ reminded, deadline: due, reminders: [...reminders] });
          continue;
        }
        const next = reminders[0];
        const changed = () => ended() || question.deadline !== due;
        const woken = changed() || (await condition(changed, Math.max(0, Date.parse(next ?? due) - Date.now())));
        const still = !woken && paused() && standsStill();
        if (still) await condition(() => changed() || !paused());
        else if (!woken && next !== undefined && heldBack(paused)) {
          await condition(() => changed() || !paused());
          // Its times moved on when the run did: they are looked at anew.
          if (question.deadline !== due) continue;
          reminded += passed(reminders, due);
        }
        if (question.unaskable !== undefined) throw ApplicationFailure.nonRetryable(question.unaskable);
        if (question.answered !== null) return question.answered;
        if (woken || still) continue;
        if (reminders.shift() === undefined) break;
        reminded += 1;
        await hear({ reminded });
      }
      question.over = true;
      return null;
    },

    /** The run goes on: the times of those that wait stood still since then. */
    moveOn(pausedSince: number): void {
      for (const question of questions.values())
        if (question.answered === null && !question.over) moveOn(question, pausedSince);
    },

    /** Throws what the person is told when the answer does not count. */
    validate(answer: GivenAnswer, pausedSince: number | null): void {
      const question = at(answer);
      if (!question) refuse(REFUSED, 'Nothing waits for this answer now.');
      const inside = question.channel !== null && answer.channel === question.channel;
      if (!inside && !question.to.includes(answer.user)) refuse(REFUSED, `Only ${question.names} can answer this one.`);
      if (question.answered) {
        const { by, at: when } = question.answered;
        refuse(ALREADY, `Already answered: ${by} did at ${names.time(when)}.`);
      }
      if (question.over || isOver(question, pausedSince)) refuse(REFUSED, 'The time to answer is over.');
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
