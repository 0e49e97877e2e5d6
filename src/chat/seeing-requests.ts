import type { WorkflowRow } from '../store/workflows.ts';
import { findConversation, nowAbout } from './conversations.ts';
import { howItEnded } from './how-it-ended.ts';
import { failedCard } from './letter-cards.ts';
import type { Member } from './people.ts';
import { asText } from './plain.ts';
import type { Room } from './room.ts';
import type { MessageInbox } from './rows.ts';
import { limitsCard, statsCard, troubleCard } from './seeing-cards.ts';
import { seeingWishOf } from './seeing-wishes.ts';
import type { Content, TurnOutcome } from './types.ts';
import { workflowCalled } from './workflow-called.ts';

/** Failures looked at for one answer; the API lists all. */
const MOST_FAILED = 100;
/** A run that was declined so lately is why it "did not run". */
const LATELY_MS = 2 * 86_400_000;
/** The prompt of a list that was shown. */
const LIST = 'failed-list:';

/** Figures, limits and starts that do not come, asked for in fixed words: no planner. Null for anything else. */
export function createSeeingRequests(room: Room) {
  const { automation, outbox, prompts } = room;

  /** What runs brought in stays out of planners' sight: the answer is kept under a key that says so. */
  async function reply(row: MessageInbox, content: Content): Promise<TurnOutcome> {
    await outbox.post(row.thread, `run:turn:${row._id}:reply`, content);
    return { kind: 'say', text: asText(content) };
  }

  /** A number that is said next is one of this list; it stands beside the conversation and decides nothing. */
  async function showList(row: MessageInbox, person: Member, card: Content): Promise<TurnOutcome> {
    const { workspace, user } = person;
    const earlier = (await prompts.openIn(workspace, row.thread, user)).filter(({ ref }) => ref.startsWith(LIST));
    for (const one of earlier) if (one.ref !== `${LIST}${row._id}`) await prompts.close(one, '');
    if (typeof card !== 'string')
      await prompts.open({
        workspace,
        thread: row.thread,
        user,
        kind: 'confirm',
        ref: `${LIST}${row._id}`,
        key: `run:turn:${row._id}:reply`,
        detail: {
          title: card.title,
          choices: (card.choices ?? []).map(({ name, value, label }) => ({ name, value, label })),
          aside: true,
        },
      });
    return reply(row, card);
  }

  /** The one that is named, or the one talked of. */
  async function meant(row: MessageInbox, person: Member, name: string | null): Promise<WorkflowRow | null> {
    const all = await automation.workflows(person);
    if (name === null) {
      const about = (await findConversation(room.store, row.thread))?.about;
      return all.find((one) => one._id === about) ?? (all.length === 1 ? (all[0] ?? null) : null);
    }
    return workflowCalled(all, name);
  }

  return async function answer(row: MessageInbox, person: Member): Promise<TurnOutcome | null> {
    const { seeing } = automation;
    const wish = seeing && !row.body.overrides ? seeingWishOf(row.body.text) : null;
    if (!seeing || !wish) return null;
    if (wish.kind === 'failed') {
      const letters = await seeing.deadLetters.list(person, { limit: MOST_FAILED });
      return showList(row, person, failedCard(room, letters, person.timeZone));
    }
    if (wish.kind === 'limits' && wish.name === null) return reply(row, limitsCard(await seeing.limits(person), false));
    const workflow = await meant(row, person, wish.name);
    if (!workflow) return null;
    await nowAbout(room, person.workspace, row.thread, workflow._id);
    switch (wish.kind) {
      case 'limits':
        return reply(row, limitsCard(await seeing.limits(person, workflow._id), true));
      case 'stats':
        return reply(row, await statsCard(room, seeing, person, workflow, wish.days));
      case 'trouble': {
        const [latest] = await automation.executions(person, workflow._id, { limit: 1 });
        const since = latest && room.clock.now().getTime() - latest.startedAt.getTime() < LATELY_MS;
        const ended = since && workflow.status === 'active' && (await howItEnded(room, person, latest, workflow.name));
        return reply(row, ended || (await troubleCard(room, seeing, person, workflow)));
      }
    }
  };
}
