import { isLid, phoneOf, widOf } from './keys.ts';
import type { LibraryClient } from './library.ts';
import { isRecord, textOrNull } from './read.ts';
import type { WaClient, WaContact } from './types.ts';

const MOST_KNOWN = 2000;
const KNOWN_FOR_MS = 60 * 60 * 1000;

/**
 * Who somebody is, remembered for an hour: looking many people up is what WhatsApp watches for. A LID is no phone number;
 * the number behind it may stay unknown for ever.
 */
export function createPeople(deps: {
  library: LibraryClient;
  ask<T>(call: { what: string }, work: () => Promise<T>): Promise<T>;
}): Pick<WaClient, 'contact'> {
  const { library, ask } = deps;
  const known = new Map<string, { contact: WaContact; until: number }>();

  function remember(id: string, contact: WaContact): WaContact {
    known.delete(id);
    // One without a number may get it later: asked again sooner.
    const lasts = contact.phone === null ? KNOWN_FOR_MS / 12 : KNOWN_FOR_MS;
    known.set(id, { contact, until: performance.now() + lasts });
    const oldest = known.size > MOST_KNOWN ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    return contact;
  }

  async function look(id: string): Promise<WaContact> {
    const [found, pairs] = await Promise.allSettled([library.getContactById(id), library.getContactLidAndPhone([id])]);
    if (found.status === 'rejected' && pairs.status === 'rejected') throw found.reason;
    const value: unknown = found.status === 'fulfilled' ? found.value : null;
    const contact = isRecord(value) ? value : {};
    const pair = pairs.status === 'fulfilled' ? pairs.value[0] : undefined;
    const ids = [id, widOf(contact.id), pair?.pn ?? '', pair?.lid ?? ''];
    return {
      name: textOrNull(contact.name) ?? textOrNull(contact.pushname) ?? textOrNull(contact.verifiedName),
      phone: ids.map(phoneOf).find((phone) => phone !== null) ?? null,
      lid: ids.find(isLid) ?? null,
      isBusiness: contact.isBusiness === true,
    };
  }

  return {
    async contact(id) {
      const before = known.get(id);
      if (before && before.until > performance.now()) return before.contact;
      return remember(id, await ask({ what: 'looking at a contact' }, () => look(id)));
    },
  };
}
