import { EVERY_WORKSPACE } from '../store/guard.ts';
import { findConversation, isTheirs, platformOf } from './conversations.ts';
import { showDraft } from './draft-card.ts';
import type { Elsewhere, Reach } from './elsewhere.ts';
import { standsIn } from './places.ts';
import { platformName } from './platform-names.ts';
import type { Prompt } from './prompts.ts';
import type { Room } from './room.ts';
import { createStandInResults } from './stand-in-results.ts';
import { peopleTexts as texts } from './texts-people.ts';
import { createUnsentNews } from './unsent.ts';
import { cardOf, showCopy } from './waiting.ts';

/** Looked at no more often than this. */
const PACE_MS = 5_000;
const BATCH = 200;
/** A card that waits for approval is taken along while it is fresh; later it waits where it is. */
const DRAFT_MS = 24 * 3_600_000;
/** What was asked back after a wish is soon no longer what the person has in mind. */
const CONFIRM_MS = 3_600_000;

/**
 * Where a platform is down or a thread cannot be written to, what must be decided in it (gates, questions of runs, what to do
 * about a failure, fresh cards and what was asked back) is also asked in another linked account's private thread, once,
 * saying why; so are results of runs told. Everything else waits.
 */
export function createStandIn(room: Room, elsewhere: Elsewhere) {
  const { store, clock, log } = room;
  const results = createStandInResults(room);
  const unsent = createUnsentNews(room);
  let looked = 0;
  /** Where the last look ended, while there is more: what can be asked nowhere must not hide what can. */
  let past: Pick<Prompt, '_id' | 'openedAt'> | null = null;

  async function candidates({ now, down }: Reach): Promise<Prompt[]> {
    const away = [...down].map((platform) => ({ thread: new RegExp(`^${platform.replace(/[^\w-]/g, '\\$&')}:`) }));
    const on = past
      ? [{ $or: [{ openedAt: { $lt: past.openedAt } }, { openedAt: past.openedAt, _id: { $lt: past._id } }] }]
      : [];
    const rows = await store.prompts
      .find({
        workspace: EVERY_WORKSPACE,
        state: 'open',
        elsewhereAt: null,
        $and: [
          ...on,
          { $or: [{ deliveredAt: null }, ...away] },
          {
            $or: [
              { kind: { $in: ['gate', 'ask', 'failure'] } },
              { kind: 'draft', openedAt: { $gte: new Date(now - DRAFT_MS) } },
              { kind: 'confirm', openedAt: { $gte: new Date(now - CONFIRM_MS) } },
            ],
          },
        ],
      })
      .sort({ openedAt: -1, _id: -1 })
      .limit(BATCH)
      .lean<Prompt[]>();
    past = rows.length === BATCH ? (rows.at(-1) ?? null) : null;
    return rows;
  }

  /** Whether nobody can be expected to answer it where it stands. */
  async function isUnreachable(prompt: Prompt, reach: Reach): Promise<boolean> {
    for (const copy of prompt.copies ?? []) if (copy.deliveredAt && !reach.isDown(copy.thread)) return false;
    if (reach.isDown(prompt.thread)) return true;
    return !prompt.deliveredAt && reach.isAway(prompt.thread);
  }

  async function ask(prompt: Prompt, reach: Reach): Promise<void> {
    // What an account is asked about itself (to be joined, to be unlinked) is asked nobody else.
    if (prompt.kind === 'confirm' && !prompt.detail.act) return;
    if (!(await isUnreachable(prompt, reach))) return;
    const owner = { workspace: prompt.workspace, user: prompt.user };
    const thread = await reach.another(owner, prompt.thread, (one) => standsIn(prompt, one));
    if (!thread || !(await show(prompt, thread))) return;
    await store.prompts.updateOne(
      { _id: prompt._id, workspace: prompt.workspace },
      { $set: { elsewhereAt: clock.now() } },
    );
    log.info({ prompt: prompt._id, from: prompt.thread, to: thread }, 'asked on another platform');
  }

  /** The card with all that it means: what is decided on the copy is decided everywhere. */
  async function show(prompt: Prompt, thread: string): Promise<boolean> {
    const why = {
      kind: 'alert' as const,
      level: 'info' as const,
      text: texts.away(platformName(platformOf(prompt.thread))),
    };
    const place = { thread, key: prompt.key };
    if (prompt.kind === 'draft') {
      const person = await room.people.member(prompt.workspace, prompt.user);
      if (!person) return false;
      const draft = await room.automation.draft(person, prompt.ref);
      if (!(await isTheirs(store, thread, prompt))) return false;
      const aside = Boolean((await findConversation(store, thread))?.draft);
      await showDraft(room, person, draft, { ...place, first: [why], aside });
      return true;
    }
    const card = await cardOf(room, prompt);
    if (!card || !(await isTheirs(store, thread, prompt))) return false;
    await showCopy(room, prompt, place, { ...card, body: [why, ...card.body] });
    return true;
  }

  return async function standIn(): Promise<void> {
    const reach = elsewhere.look();
    if (reach.now - looked < PACE_MS) return;
    looked = reach.now;
    for (const prompt of await candidates(reach)) {
      await ask(prompt, reach).catch((error: unknown) => log.error({ err: error }, 'asking elsewhere stumbled'));
    }
    await results(reach);
    await unsent(reach);
  };
}
