import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import { type Content, PlatformError, type ThreadId } from '../../src/chat/types.ts';
import type { Clock } from '../../src/clock.ts';
import type { Log } from '../../src/log.ts';
import type { Access } from './access.ts';
import { GraphError } from './errors.ts';
import type { Fates } from './fates.ts';
import type { Graph } from './graph.ts';
import { type Known, recipientOf } from './people.ts';
import { templateWords } from './render.ts';
import type { Outgoing } from './wire.ts';
import { words } from './words.ts';

/** The key of what asks a person to write back. */
export const ASK_KEY = 'template';

const DAY_SECONDS = 86_400;
const LEAST_MS = 15_000;
const MOST_MS = 60_000;
/** How long a template that cannot be sent is left alone. */
const BROKEN_MS = 3_600_000;

/** Outside the 24 hours nothing but a template is taken: it says that something waits and asks them to write back. */
export interface Template {
  /** Asks the person once a day, and throws why the content cannot go now: it waits with the engine, under its key. */
  askFor(person: Known, content: Content): Promise<never>;
  /** They wrote: the next time the hours are over they are asked again. */
  answered(thread: ThreadId): Promise<void>;
}

export function createTemplate(deps: {
  /** `name` or `name:en_US`. */
  template: string | undefined;
  graph: Graph;
  access: Access;
  fates: Fates;
  memory: AdapterMemory;
  clock: Clock;
  log: Log;
}): Template {
  const { graph, access, fates, memory, clock, log } = deps;
  const [name = '', code = 'en_US'] = (deps.template ?? '').split(':');
  let brokenUntil = 0;

  const message = (content: Content): Outgoing => ({
    type: 'template',
    template: {
      name,
      language: { code },
      components: [{ type: 'body', parameters: [{ type: 'text', text: templateWords(content) }] }],
    },
  });

  /** The longer it has waited, the seldomer it is tried; `Inbox.reachable` ends the wait anyway. */
  async function retryAfterMs(thread: ThreadId): Promise<number> {
    const now = clock.now().getTime();
    await memory.setOnce(`waits:${thread}`, now, DAY_SECONDS + 3600);
    const since = (await memory.get<number>(`waits:${thread}`)) ?? now;
    return Math.min(Math.max((now - since) / 10, LEAST_MS), MOST_MS);
  }

  async function send(person: Known, content: Content): Promise<void> {
    const callback = await fates.callback({ thread: person.thread, key: ASK_KEY, part: 0 });
    try {
      await access.through(person.thread, () => graph.send(recipientOf(person), message(content), { callback }));
      access.template(name, null);
    } catch (error) {
      // In doubt they count as asked: twice a day is more than they need.
      if (error instanceof PlatformError && error.reason === 'doubtful') return;
      await memory.remove(`asked:${person.thread}`);
      const broken = error instanceof GraphError && (error.meaning === 'template' || error.meaning === 'refused');
      if (!broken) throw error;
      brokenUntil = clock.now().getTime() + BROKEN_MS;
      access.template(name, error.message);
      throw new PlatformError('unreachable', words.health.template(name, error.message), { cause: error });
    }
  }

  return {
    async askFor(person, content) {
      const wait = await retryAfterMs(person.thread);
      if (name === '') throw new PlatformError('unreachable', words.errors.window, { retryAfterMs: wait });
      if (clock.now().getTime() < brokenUntil) {
        throw new PlatformError('unreachable', words.errors.window, { retryAfterMs: MOST_MS });
      }
      if (await memory.setOnce(`asked:${person.thread}`, clock.now().toISOString(), DAY_SECONDS)) {
        await send(person, content);
        log.info({ thread: person.thread }, 'the 24 hours are over: asked by template');
      }
      throw new PlatformError('rate_limited', words.errors.windowTemplate, { retryAfterMs: wait });
    },

    async answered(thread) {
      await memory.remove(`asked:${thread}`);
      await memory.remove(`waits:${thread}`);
    },
  };
}
