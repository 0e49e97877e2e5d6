import { setTimeout as wait } from 'node:timers/promises';
import type { Attachment } from '../../src/chat/types.ts';
import type { Log } from '../../src/log.ts';
import type { SlackFile } from './payloads.ts';
import type { SlackWeb } from './web.ts';

/** What a file is makes an answer readable; nobody waits long for it. */
const LOOK_MS = 1000;

/**
 * What people's files are: their names, kinds and sizes. What is in them stays in Slack. Slack tells it with the file,
 * but of one from another organisation only its id; it has to be asked then.
 */
export function createFiles({
  web,
  log,
}: {
  web: SlackWeb;
  log: Log;
}): (team: string, file: SlackFile) => Promise<Attachment> {
  async function look(team: string, file: SlackFile): Promise<SlackFile> {
    const answer = await web.again(team).files.info({ file: file.id });
    return { ...file, ...answer.file, id: file.id };
  }

  return async (team, file) => {
    if (file.size) return attachment(file);
    const asked = look(team, file).catch((error: unknown) => {
      log.debug({ err: error }, 'what a file is was not told');
      return file;
    });
    return attachment(await Promise.race([asked, wait(LOOK_MS, file, { ref: false })]));
  };
}

const attachment = (file: SlackFile): Attachment => ({
  name: file.name || file.title || 'file',
  mediaType: file.mimetype || 'application/octet-stream',
  size: file.size ?? 0,
  ref: file.id,
});
