import type { CommandAct } from './commands.ts';
import { confirmCard } from './confirm.ts';
import { texts } from './texts.ts';
import type { GivenWorkflow } from './types.ts';

/** Answers a command on an evaluation's workflows, which exist only in its question: nothing is carried out. */
export function answerGiven(given: GivenWorkflow[], act: CommandAct, confirm: boolean): string {
  if (confirm) return confirmCard(act, '').title;
  const name = act.workflow?.name ?? '';
  const workflow = given.find((one) => one.name === name);
  const line = (one: GivenWorkflow) => `${one.name}: ${texts.state[one.status]}`;
  switch (act.command) {
    case 'list':
      return given.length === 0 ? texts.none : [texts.listTitle(given.length), ...given.map(line)].join('\n');
    case 'stop_everything':
      return texts.stopped(given.filter((one) => one.status === 'active').length);
    case 'cancel':
      return workflow ? texts.cancelledRun(name) : texts.draftDropped('the draft');
    case 'pause':
      return texts.paused(name);
    case 'resume':
      return texts.resumed(name);
    case 'delete':
      return texts.deleted(name, 0);
    case 'rename':
      return texts.renamed(name, act.newName ?? '');
    case 'run':
      return texts.started(name);
    case 'why':
      if (workflow?.last_run?.status !== 'failed') return texts.noFailure(name);
      return texts.why(name, 'last time', null, workflow.last_run.error ?? texts.unknownError);
    default:
      return workflow ? [line(workflow), lastRunLine(workflow)].join('\n') : given.map(line).join('\n');
  }
}

function lastRunLine(workflow: GivenWorkflow): string {
  const { last_run: last } = workflow;
  if (!last) return texts.neverRan(workflow.name);
  return `${texts.lastRun[last.status]}${last.error ? `: ${last.error}` : ''}`;
}
