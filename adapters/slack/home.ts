import type { z } from 'zod';
import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import type { Inbox, ThreadId } from '../../src/chat/types.ts';
import { hash } from '../../src/ids.ts';
import type { Log } from '../../src/log.ts';
import { homeView } from './face/home.ts';
import { greeting, promptsTitle, suggestedPrompts } from './face/prompts.ts';
import type { Kept } from './gate.ts';
import type { homeEvent } from './payloads.ts';
import type { SlackPeople } from './people.ts';
import type { Posting } from './posting.ts';
import { authorId, threadId } from './threads.ts';
import type { SlackWeb } from './web.ts';

export interface Home {
  /** What opening a tab of the app leads to, once Slack heard the ack. */
  opened(team: string, event: z.infer<typeof homeEvent>): Kept;
  /** The conversation taps on a person's page belong to: their direct message. */
  threadOf(team: string, user: string): Promise<ThreadId>;
  /** Shows the page anew as soon as a tap on it has told. */
  refreshSoon(team: string, user: string): void;
  stop(): void;
}

/** Taps on a person's page stand on no message. */
export const homeMessage = (user: string): string => `home/${user}`;

/** A tap is worked on within seconds; the page follows what came of it. */
const REFRESHES_MS = [700, 2500, 8000];
const MOST_KNOWN = 2000;

/** A person's own page, and the first words where they have not written yet. */
export function createHome(deps: {
  web: SlackWeb;
  memory: AdapterMemory;
  people: SlackPeople;
  posting: Posting;
  inbox: () => Inbox | null;
  log: Log;
}): Home {
  const { web, memory, people, log } = deps;
  const timers = new Set<NodeJS.Timeout>();
  /** What each person's page shows, so that the same is not sent again. */
  const shown = new Map<string, string>();

  async function threadOf(team: string, user: string): Promise<ThreadId> {
    return threadId({ team, channel: await people.directChannel(team, user) });
  }

  async function publish(team: string, user: string, thread: ThreadId, always: boolean): Promise<void> {
    const cards = await deps.inbox()?.overview({ id: authorId(team, user) }, thread);
    if (!cards) return;
    const view = homeView(cards);
    const mark = hash(JSON.stringify(view));
    if (!always && shown.get(user) === mark) return;
    await web.again(team).views.publish({ user_id: user, view });
    if (shown.size >= MOST_KNOWN) shown.clear();
    shown.set(user, mark);
  }

  async function greet(team: string, user: string, channel: string): Promise<void> {
    const prompts = { channel_id: channel, title: promptsTitle, prompts: suggestedPrompts.map((one) => ({ ...one })) };
    await web
      .once(team)
      .assistant.threads.setSuggestedPrompts(
        prompts as Parameters<ReturnType<SlackWeb['once']>['assistant']['threads']['setSuggestedPrompts']>[0],
      )
      .catch((error: unknown) => log.debug({ err: error }, 'no prompts were suggested'));
    const author = { id: authorId(team, user) };
    if (await memory.get(`greeted:${author.id}`)) return;
    if (!(await people.admits(author))) return;
    const { name } = await people.profile(author);
    await deps.posting.post(threadId({ team, channel }), greeting(name), `greeting:${user}`);
    await memory.set(`greeted:${author.id}`, 1);
  }

  return {
    threadOf,

    opened: (team, { user, channel, tab }) => {
      if (tab === 'home') return { after: () => publish(team, user, threadId({ team, channel }), true) };
      if (tab === 'messages') return { after: () => greet(team, user, channel) };
      return {};
    },

    refreshSoon(team, user) {
      for (const ms of REFRESHES_MS) {
        const timer = setTimeout(() => {
          timers.delete(timer);
          threadOf(team, user)
            .then((thread) => publish(team, user, thread, false))
            .catch((error: unknown) => log.debug({ err: error }, 'a home page was not refreshed'));
        }, ms);
        timer.unref();
        timers.add(timer);
      }
    },

    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
