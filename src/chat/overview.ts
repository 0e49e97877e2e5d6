import type { TriggerRow } from '../store/workflows.ts';
import { asThread, openConversation, platformOf } from './conversations.ts';
import type { Member } from './people.ts';
import type { Room } from './room.ts';
import { texts } from './texts.ts';
import type { Author, Block, Card, ThreadId } from './types.ts';
import { workflowCard } from './workflow-cards.ts';

/** Workflows shown on a page of the platform; a person with more asks in chat. */
const MOST = 20;
const MOST_WAITING = 5;

/** What waits for a person, each with the way to where it is decided; null when nothing does. */
async function waitingCard(room: Room, person: Member): Promise<Card | null> {
  const open = await room.prompts.openOf(person.workspace, person.user, ['draft', 'gate', 'ask', 'failure']);
  const shown = open.slice(-MOST_WAITING).reverse();
  if (shown.length === 0) return null;
  const body = await Promise.all(
    shown.map(async ({ thread, detail }): Promise<Block> => {
      const adapter = room.adapters.get(platformOf(thread));
      const about = await adapter?.describe(asThread(thread)).catch(() => null);
      return about?.link ? { kind: 'link', text: detail.title, url: about.link } : { kind: 'text', text: detail.title };
    }),
  );
  return { title: texts.overviewWaiting(open.length), body };
}

/** What a person's own page on a platform shows: what waits for them, then their workflows as cards with choices; a line where there are none. */
export function createOverview(room: Room) {
  return async (author: Author, thread: ThreadId): Promise<Card[]> => {
    const person = await room.people.recognise(platformOf(thread), author);
    if (!person) return [{ title: texts.overviewStranger, body: [{ kind: 'text', text: texts.stranger }] }];
    // Taps on this page are answered there.
    await openConversation({ store: room.store, clock: room.clock }, thread, person);
    const all = (await room.automation.workflows(person)).filter((workflow) => workflow.status !== 'deleted');
    const waits = await waitingCard(room, person);
    const first = waits ? [waits] : [];
    if (all.length === 0) {
      return [...first, { title: texts.overviewTitle, body: [{ kind: 'text', text: texts.none }] }];
    }
    const shown = all.slice(0, MOST);
    const triggers = await room.store.triggers
      .find({ workspace: person.workspace, workflow: { $in: shown.map((workflow) => workflow._id) } })
      .limit(MOST * 10)
      .lean<TriggerRow[]>();
    const cards = shown.map((workflow) =>
      workflowCard(
        room,
        workflow,
        triggers.filter((trigger) => trigger.workflow === workflow._id),
        person.timeZone,
      ),
    );
    const last = cards.at(-1);
    if (last && all.length > MOST) last.footer = texts.overviewMore(all.length - MOST);
    return [...first, ...cards];
  };
}
