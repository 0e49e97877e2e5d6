import { dayAndTime } from '../automation/words.ts';
import type { Command } from '../planner/types.ts';
import type { WorkflowRow } from '../store/workflows.ts';
import { actOutcome, carryOutCommand } from './commands.ts';
import { askToConfirm } from './confirm.ts';
import type { Room } from './room.ts';
import { type Tap, type TapHandlers, tell } from './tap.ts';
import { texts } from './texts.ts';
import type { TurnOutcome } from './types.ts';

/** A double tap is one: the same button of the same person within three seconds. */
const once = ({ person, choice, sentAt }: Tap): string =>
  `tap:${person.user}:${choice.name}:${choice.value}:${Math.floor(sentAt.getTime() / 3_000)}`;

/** What was filled in, numbers as numbers; what begins with + or 0 is a phone number or a code. */
const typed = (values: Record<string, string>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value.trim() !== '')
      .map(([name, value]) => [
        name,
        /^(0|-?[1-9]\d{0,14})(\.\d+)?$/.test(value.trim()) ? Number(value) : value.trim(),
      ]),
  );

/** Buttons of a workflow: run, pause, resume, delete, how much is told. Whose it is is checked by the automation itself. */
export function workflowTaps(room: Room): TapHandlers {
  const { automation } = room;

  const named = async (tap: Tap) => {
    const { workflow } = await automation.workflow(tap.person, tap.choice.value);
    return { id: workflow._id, name: workflow.name };
  };

  const command =
    (name: Command) =>
    async (tap: Tap): Promise<TurnOutcome> => {
      const data = name === 'run' && tap.values ? { data: typed(tap.values) } : {};
      const act = { command: name, workflow: await named(tap), ...data, key: once(tap) };
      const { content, outcome } = await carryOutCommand(room, tap.person, tap.thread, act);
      await tell(room, tap, content, name === 'why' || name === 'history' ? 'run:reply' : 'reply');
      if (name === 'resume') await closePausedNotice(tap);
      return outcome;
    };

  async function remove(tap: Tap): Promise<TurnOutcome> {
    const act = { command: 'delete' as const, workflow: await named(tap), key: tap.row };
    const text = await askToConfirm(room, tap.person, tap.thread, tap.row, act);
    return actOutcome(act, text, true);
  }

  const report =
    (how: WorkflowRow['report']) =>
    async (tap: Tap): Promise<TurnOutcome> => {
      const workflow = await automation.setReport(tap.person, tap.choice.value, how);
      return tell(room, tap, texts.report[how](workflow.name));
    };

  const late =
    (choice: 'run' | 'leave') =>
    async (tap: Tap): Promise<TurnOutcome> => {
      const workflow = await automation.resume(tap.person, tap.choice.value, { late: choice });
      return tell(room, tap, texts.resumed(workflow.name));
    };

  async function closePausedNotice(tap: Tap): Promise<void> {
    const prompt = await room.prompts.find(tap.person.workspace, 'failure', `paused:${tap.choice.value}`);
    if (prompt) await room.prompts.close(prompt, texts.resume);
  }

  return {
    'workflow.show': command('show'),
    'workflow.history': command('history'),
    'workflow.why': command('why'),
    'workflow.run': command('run'),
    'workflow.pause': command('pause'),
    'workflow.resume': command('resume'),
    'workflow.delete': remove,
    'workflow.late.run': late('run'),
    'workflow.late.leave': late('leave'),
    'workflow.report.every': report('every'),
    'workflow.report.failures': report('failures'),
    'workflow.report.daily': report('daily'),
    async 'workflow.skip'(tap) {
      const { name } = await named(tap);
      const when = await automation.skipNext(tap.person, tap.choice.value);
      const at = when && dayAndTime(new Date(when), tap.person.timeZone, room.clock.now());
      return tell(room, tap, texts.skipped(name, at));
    },
  };
}
