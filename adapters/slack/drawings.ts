import { setTimeout as after } from 'node:timers/promises';
import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import type { Content } from '../../src/chat/types.ts';
import { hash } from '../../src/ids.ts';
import type { Log } from '../../src/log.ts';
import { refusalOf } from './refusals.ts';
import type { Client, SlackWeb } from './web.ts';

export interface Drawings {
  /** The uploaded drawing of a card; null where there is none, or Slack does not take it now: the card goes without. */
  fileOf(team: string, content: Content): Promise<string | null>;
  /** Slack does not show this one: it is drawn anew next time. */
  forget(team: string, content: Content): Promise<void>;
}

/** A card does not wait longer for its picture. */
const WHOLE_MS = 8000;
const LOOK_MS = 300;
const LOOKS = 10;
const KEEP_SECONDS = 7 * 86_400;
/** Without the permission it is asked again only after a while. */
const REFUSED_MS = 10 * 60_000;

/** Uploads the drawings of cards, each once. */
export function createDrawings(deps: {
  web: SlackWeb;
  memory: AdapterMemory;
  png: (svg: string) => Promise<Buffer>;
  log: Log;
}): Drawings {
  const { web, memory, log } = deps;
  const uploading = new Map<string, Promise<string>>();
  let notBefore = 0;

  const nameOf = (team: string, svg: string) => `drawing:${team}:${hash(svg)}`;

  async function upload(team: string, svg: string, alt: string): Promise<string> {
    const file = await deps.png(svg);
    const client = web.once(team);
    const answer = (await client.files.uploadV2({
      file,
      filename: 'workflow.png',
      title: 'Workflow',
      alt_text: alt.slice(0, 1000),
    })) as { files?: { files?: { id?: string }[] }[] };
    const id = answer.files?.[0]?.files?.[0]?.id;
    if (!id) throw new Error('the upload came without a file');
    await ready(client, id);
    await memory.set(nameOf(team, svg), id, KEEP_SECONDS);
    return id;
  }

  /** Slack shows a file only once it looked into it. Where it may not be asked, the post itself tells. */
  async function ready(client: Client, file: string): Promise<void> {
    for (let look = 0; look < LOOKS; look++) {
      try {
        const { file: info } = await client.files.info({ file });
        if (info?.mimetype && (info.thumb_64 || info.original_w)) return;
      } catch (error) {
        if (refusalOf(error).code === 'missing_scope') return;
        throw error;
      }
      await after(LOOK_MS, undefined, { ref: false });
    }
    throw new Error('the file is not ready');
  }

  return {
    async fileOf(team, content) {
      if (typeof content === 'string' || !content.image || notBefore > performance.now()) return null;
      const { svg, alt } = content.image;
      const name = nameOf(team, svg);
      try {
        const known = await memory.get<string>(name);
        if (known) return known;
        const work = uploading.get(name) ?? upload(team, svg, alt).finally(() => uploading.delete(name));
        uploading.set(name, work);
        return await Promise.race([work, after(WHOLE_MS, null, { ref: false })]);
      } catch (error) {
        if (refusalOf(error).code === 'missing_scope') notBefore = performance.now() + REFUSED_MS;
        log.debug({ err: error }, 'a card goes without its drawing');
        return null;
      }
    },

    async forget(team, content) {
      if (typeof content !== 'string' && content.image) await memory.remove(nameOf(team, content.image.svg));
    },
  };
}
