import type { Planner, PlannerInput } from './types.ts';

/**
 * A planner that reads one sentence at a time is told what "it" is: "make it Tuesdays at 10", said where a workflow was just
 * approved or run, names that workflow. Left alone while a draft or a question is open, where "it" means that.
 */
export function withPronouns(planner: Planner): Planner {
  return (input) => planner({ ...input, text: spelledOut(input) });
}

const ORDER =
  /^((?:(?:please|now|ok|okay|and|can you|could you|i want to|let's)[,\s]+)*(?:make|change|set|move|switch|update|edit|adjust|reschedule|run|start|trigger|pause|stop|suspend|resume|unpause|restart|delete|remove|rename|show|explain|is|how is|how's|did|why did|why does|why has|what happened to|history of)\s+)(it|this|that)(?=$|[\s?.!,])(?:\s+(?:workflow|automation|one)\b)?/i;

function spelledOut(input: PlannerInput): string {
  const { text, about, draft, dialog } = input;
  if (!about || draft || isAsking(dialog)) return text;
  const workflow = input.workflows.find((one) => one.id === about && one.status !== 'deleted');
  return workflow ? text.replace(ORDER, (_all, order: string) => `${order}${workflow.name}`) : text;
}

/** Whether a question of the planner's own is open. */
function isAsking(dialog: unknown): boolean {
  if (typeof dialog !== 'object' || dialog === null) return false;
  const { asked, order } = dialog as { asked?: unknown; order?: unknown };
  return Boolean(order) || (Array.isArray(asked) && asked.length > 0);
}
