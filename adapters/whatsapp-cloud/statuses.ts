import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import type { ThreadId } from '../../src/chat/types.ts';
import type { Log } from '../../src/log.ts';
import type { Access } from './access.ts';
import { type Meaning, meaningOf } from './errors.ts';
import type { Fates, Mark } from './fates.ts';
import { type Json, list, record, text } from './json.ts';
import type { People } from './people.ts';
import { ASK_KEY } from './template.ts';

const ARRIVED = new Set(['sent', 'delivered', 'read', 'played']);
/** Failures that another attempt may mend. */
const MENDABLE = new Set<Meaning>(['window', 'later', 'pair', 'pace', 'unknown']);
const MOST_UNDELIVERED = 20;
/** Those that need nothing but another attempt. */
const MENDABLE_NOW = new Set<Meaning>(['later', 'unknown']);
const KEPT_SECONDS = 7 * 86_400;

/** What WhatsApp says of messages it took: never messages themselves. */
export interface Statuses {
  take(status: Json): Promise<void>;
  /** Keys of posts that were taken and then not delivered; taken off the list. */
  undelivered(thread: ThreadId): Promise<string[]>;
}

export function createStatuses(deps: {
  memory: AdapterMemory;
  fates: Fates;
  people: People;
  access: Access;
  log: Log;
  templateName: string;
  /** Something may be sent again at once. */
  mend(thread: ThreadId): void;
}): Statuses {
  const { memory, fates, people, access, log } = deps;
  const listName = (thread: ThreadId) => `undelivered:${thread}`;

  async function enlist(thread: ThreadId, key: string): Promise<void> {
    const before = (await memory.get<string[]>(listName(thread))) ?? [];
    const keys = [...before.filter((one) => one !== key), key].slice(-MOST_UNDELIVERED);
    await memory.set(listName(thread), keys, KEPT_SECONDS);
  }

  async function failed(status: Json, { thread, key, part }: Mark): Promise<void> {
    const [error = {}] = list(status.errors);
    const code = Number(error.code) || 0;
    const meaning = meaningOf({ status: 400, code, subcode: null });
    const why = text(record(error.error_data).details) || text(error.message) || text(error.title);
    log.warn({ thread, key, code, why: why.slice(0, 300) }, 'WhatsApp took a message and could not deliver it');
    if (meaning === 'window') await people.closed(thread);
    await fates.settle({ thread, key, part }, { state: 'failed', id: text(status.id), code });
    if (key === ASK_KEY) {
      await memory.remove(`asked:${thread}`);
      if (meaning === 'template') access.template(deps.templateName, why);
      return;
    }
    if (!MENDABLE.has(meaning)) return;
    await enlist(thread, key);
    if (MENDABLE_NOW.has(meaning)) deps.mend(thread);
  }

  return {
    async take(status) {
      const id = text(status.id);
      const state = text(status.status);
      const mark = await fates.read(text(status.biz_opaque_callback_data));
      if (!mark) {
        if (state === 'failed') log.warn({ id }, 'a message that is not known here was not delivered');
        return;
      }
      if (ARRIVED.has(state)) await fates.settle(mark, { state: 'arrived', id, code: 0 });
      else if (state !== 'failed') log.debug({ id, state }, 'a status of an unknown kind');
      else if ((await fates.of(mark))?.id !== id) await failed(status, mark);
    },

    async undelivered(thread) {
      const keys = await memory.get<string[]>(listName(thread));
      if (keys) await memory.remove(listName(thread));
      return keys ?? [];
    },
  };
}
