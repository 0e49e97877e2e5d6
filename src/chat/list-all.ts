import type { PromptRow } from '../store/conversations.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { Member } from './people.ts';
import type { Room } from './room.ts';
import { dayTexts } from './texts-days.ts';
import type { Content } from './types.ts';
import { listCard } from './workflow-cards.ts';

const ASKING: PromptRow['kind'][] = ['gate', 'ask', 'failure'];
/** Failures looked at. */
const MOST_FAILED = 100;

/** All workflows of a person in a line each, with what waits for them and what is not approved yet. */
export async function listOfAll(room: Room, person: Member): Promise<Content> {
  const { workspace, user } = person;
  const [workflows, open, drafts] = await Promise.all([
    room.automation.workflows(person),
    room.prompts.openOf(workspace, user, ASKING),
    room.prompts.openOf(workspace, user, ['draft']),
  ]);
  const executions = open.map((prompt) => prompt.ref.split(':')[0] ?? '');
  const runs = await room.store.executions
    .find({ workspace, _id: { $in: executions }, status: 'running' }, { workflow: 1 })
    .lean<Pick<ExecutionRow, 'workflow'>[]>();
  const failed = (await room.automation.seeing?.deadLetters.list(person, { limit: MOST_FAILED })) ?? [];
  const waiting = new Set([...runs.map((run) => run.workflow), ...failed.map((one) => one.workflow.id)]);
  const list = listCard(workflows, person.timeZone, waiting);
  if (drafts.length === 0) return list;
  const text = dayTexts.drafts(drafts.map((prompt) => prompt.detail.title));
  if (typeof list === 'string') return text;
  return { ...list, body: [...list.body, { kind: 'text', text }] };
}
