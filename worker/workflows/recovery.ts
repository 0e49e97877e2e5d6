import { ApplicationFailure, CancellationScope, condition, defineUpdate, setHandler } from '@temporalio/workflow';
import type { Json } from '../../src/automation/definition.ts';
import { whyNotSkipped } from '../../src/automation/graph.ts';
import { ALREADY, CHOOSE, REFUSED } from '../../src/temporal/protocol.ts';
import type { FailureChoice } from '../../src/temporal/types.ts';
import type { Board } from './board.ts';
import { ask, chosen } from './calls.ts';
import type { Begun, ChosenCall, PlannedStep } from './contract.ts';
import type { Control } from './control.ts';
import { isOver, moveOn, standsStill } from './deadlines.ts';
import { type Notes, nowIso } from './notes.ts';
import { at } from './steps.ts';
import { clockTime } from './words.ts';

/** What a person decided about a step, for a fresh history to go on with. */
export interface RecoveryState {
  round: number;
  steps: Record<string, Pick<PlannedStep, 'fixed' | 'turn' | 'generation'>>;
}

interface Asked {
  round: number;
  step: string;
  user: string;
  deadline: string;
  since: number;
  /** Pauses and their ends that were heard of. */
  heard: number;
  doubtful: boolean;
  decided: (Pick<FailureChoice, 'choice' | 'params' | 'repeat'> & { by: string; at: string }) | null;
}

const choose = defineUpdate<string, [FailureChoice]>(CHOOSE);

/**
 * What happens after a failure nothing handled, where the definition says to ask: the run waits for its owner's word, and goes on
 * from there. Without `on_failure: ask` it only lets things pass.
 */
export function createRecovery(
  parts: { begun: Begun; board: Board; notes: Notes; control: Control },
  carried?: RecoveryState,
) {
  const { begun, board, notes, control } = parts;
  const asks = begun.onFailure === 'ask';
  const names = namesOf(begun);
  const state: RecoveryState = carried ?? { round: 0, steps: {} };
  let passedOver: PlannedStep[] = [];
  let asked: Asked | null = null;
  let wantsUndo = false;
  let ended = false;
  let reason: string | null = null;

  for (const step of begun.steps) Object.assign(step, state.steps[step.id]);
  if (asks) {
    setHandler(choose, decide, { validator: validate });
    control.onSteer(({ what }, since) => {
      if (what === 'cancel' || !asked || asked.decided || !standsStill()) return;
      if (what === 'resume' && since !== null) moveOn(asked, since);
      asked.heard += 1;
    });
  }

  function refuse(type: typeof ALREADY | typeof REFUSED, message: string): never {
    throw ApplicationFailure.create({ message, type, nonRetryable: true });
  }

  function validate(choice: FailureChoice): void {
    if (!asked || asked.round < choice.round) refuse(REFUSED, 'Nothing waits for this decision now.');
    if (choice.user !== asked.user) refuse(REFUSED, `Only ${names.owner} can decide this one.`);
    if (asked.round > choice.round) refuse(ALREADY, 'That was decided already; the card shows how.');
    if (asked.decided) {
      const { by, choice: what, at: when } = asked.decided;
      refuse(ALREADY, `Already decided: ${by} ${SAID[what]} at ${clockTime(when, names.timeZone)}.`);
    }
    if (isOver(asked, control.pausedSince)) refuse(REFUSED, 'The time to decide is over, so the run ended.');
    if (!Object.hasOwn(SAID, choice.choice)) refuse(REFUSED, 'That is nothing I can do now.');
    const failed = begun.steps.find(({ id }) => id === asked?.step);
    const kept = choice.choice === 'skip' && failed ? whyNotSkipped(failed) : null;
    if (kept !== null) refuse(REFUSED, kept);
    if (asked.doubtful && (choice.choice === 'retry' || choice.choice === 'change') && !choice.repeat)
      refuse(
        REFUSED,
        'The step that failed may have happened all the same. Check it first, then repeat it if it did not.',
      );
  }

  function decide({ choice, params, repeat, name }: FailureChoice): string {
    if (!asked || asked.decided) return '';
    asked.decided = { choice, by: name, at: nowIso(), ...(params && { params }), ...(repeat && { repeat }) };
    return `${name} ${SAID[choice]} at ${clockTime(asked.decided.at, names.timeZone)}.`;
  }

  /** Steps passed over are written down as skipped once that is sure. */
  function settle(): void {
    for (const step of passedOver) notes.skipped(at(step));
    passedOver = [];
  }

  async function answerTo(step: string, error: string): Promise<Asked['decided']> {
    state.round += 1;
    const { round } = state;
    const open = await ask({ ...notes.call(), phase: 'waiting', round, step, error });
    asked = { round, step, ...open, since: Date.now(), heard: 0, decided: null };
    const mine = asked;
    await CancellationScope.nonCancellable(() =>
      word(mine, ({ deadline }) => ask({ ...notes.call(), phase: 'waiting', round, step, error, deadline })),
    );
    if (control.cancelled !== null) return null;
    const { choice, by = null, params } = mine.decided ?? { choice: 'stop' as const };
    const call: ChosenCall = { ...notes.call(), phase: 'running', round, step, choice, by, at: nowIso() };
    await chosen({ ...call, ...(params && { params }) });
    if (mine.decided === null) reason = 'Nobody said in time what should happen.';
    return mine.decided;
  }

  /** Waits for what its owner says, or for the deadline; its time stands still while the run is paused, which is told. */
  async function word(mine: Asked, tell: (mine: Asked) => Promise<unknown>): Promise<void> {
    const over = () => mine.decided !== null || control.cancelled !== null;
    // What comes while it is told is told next.
    let told = mine.heard;
    for (;;) {
      const changed = () => over() || mine.heard !== told;
      const woken = await condition(changed, Math.max(0, Date.parse(mine.deadline) - Date.now()));
      if (!woken && !(control.paused && standsStill())) return;
      if (!woken) await condition(changed);
      if (over()) return;
      told = mine.heard;
      await tell(mine);
    }
  }

  /** Tries the step again as the person said; parameters, attempts and effects are this run's alone. */
  function amend(id: string, fixed: Record<string, Json> | undefined, repeat: boolean): void {
    const step = begun.steps.find((one) => one.id === id);
    if (!step) return;
    step.turn = (step.turn ?? 0) + 1;
    if (fixed) step.fixed = fixed;
    if (repeat) step.generation = (step.generation ?? 0) + 1;
    const { turn, generation } = step;
    state.steps[id] = {
      turn,
      ...(generation !== undefined && { generation }),
      ...(step.fixed && { fixed: step.fixed }),
    };
  }

  return {
    /** A step that is skipped: because its condition says so, or only because something went wrong. */
    passOver(step: PlannedStep): void {
      if (asks && control.cancelled === null && board.failure()) passedOver.push(step);
      else notes.skipped(at(step));
    },

    /** Nothing is left to do: true when a person's word makes it go on. */
    async goesOn(): Promise<boolean> {
      const failure = asks && control.cancelled === null ? board.failure() : null;
      const answer = failure && (await answerTo(failure.step, failure.error));
      if (!failure || !answer || answer.choice === 'stop' || answer.choice === 'undo') {
        wantsUndo = answer?.choice === 'undo';
        ended = true;
        settle();
        return false;
      }
      const { choice, params } = answer;
      if (choice !== 'skip') amend(failure.step, choice === 'change' ? params : undefined, answer.repeat === true);
      board.reopen(failure.step, passedOver, choice === 'skip' ? 'skip' : 'again');
      if (choice === 'skip') {
        const step = begun.steps.find((one) => one.id === failure.step);
        if (step) notes.skipped(at(step));
      }
      passedOver = [];
      return true;
    },

    /** Whether what was done is to be taken back before the run ends. */
    takesBack: (): boolean =>
      control.cancelled !== null
        ? begun.onCancel === 'undo'
        : board.failure() !== null && (wantsUndo || begun.onFailure === 'undo'),

    /** What a person's word may still open again: the steps that failed, and those passed over because of it. */
    open(): { failed: string[]; passedOver: string[] } {
      if (!asks || ended || control.cancelled !== null) return { failed: [], passedOver: [] };
      const failed = board.obstacles.filter(({ open, kind }) => open && kind === 'failure');
      return { failed: failed.map(({ step }) => step), passedOver: passedOver.map(({ id }) => id) };
    },

    /** Why it ended, where nobody's word did. */
    reason: () => reason,
    carried: (): RecoveryState => state,
  };
}

export type Recovery = ReturnType<typeof createRecovery>;

const SAID: Record<FailureChoice['choice'], string> = {
  retry: 'chose to try again',
  skip: 'chose to skip the step',
  change: 'changed the step and tried again',
  undo: 'chose to undo what was done',
  stop: 'stopped it',
};

function namesOf({ scope: { owner } }: Begun): { owner: string; timeZone: string } {
  const of = owner !== null && typeof owner === 'object' && !Array.isArray(owner) ? owner : {};
  return {
    owner: typeof of.name === 'string' && of.name ? of.name : 'its owner',
    timeZone: typeof of.timezone === 'string' && of.timezone ? of.timezone : 'UTC',
  };
}
