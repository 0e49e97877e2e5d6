import { PlatformError } from '../../src/chat/types.ts';
import type { Log } from '../../src/log.ts';
import { plainWords } from '../shared/whatsapp-format.ts';
import type { Access } from './access.ts';
import type { Graph } from './graph.ts';
import { LIMITS } from './limits.ts';
import type { Outgoing } from './wire.ts';

const LATER = new Set<PlatformError['reason']>(['rate_limited', 'unreachable']);

/**
 * Makes the message that shows a drawing: drawn, uploaded, its words below it. Null where it cannot be drawn or is not
 * taken: everything it shows is said in words too. Throws where the upload may go later.
 */
export function createPictures(deps: { png(svg: string): Promise<Buffer>; graph: Graph; access: Access; log: Log }) {
  return async (svg: string, alt: string): Promise<Outgoing | null> => {
    try {
      const bytes = await deps.png(svg);
      if (bytes.length > LIMITS.imageBytes) return null;
      const id = await deps.access.through(null, () => deps.graph.upload(bytes, 'image/png'));
      const caption = plainWords(alt);
      return { type: 'image', image: { id, ...(caption && caption.length <= LIMITS.caption ? { caption } : {}) } };
    } catch (error) {
      if (error instanceof PlatformError && LATER.has(error.reason)) throw error;
      // An upload in doubt shows nobody anything.
      if (error instanceof PlatformError && error.reason === 'doubtful') {
        throw new PlatformError('unreachable', error.message, { cause: error });
      }
      deps.log.warn({ err: error }, 'a drawing was left out');
      return null;
    }
  };
}
