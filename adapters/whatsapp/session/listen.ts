import type { Acks } from './acks.ts';
import type { Inbound } from './inbound.ts';
import { idOf } from './keys.ts';
import type { LibraryClient } from './library.ts';
import { isMe, plainMessage, plainReaction, plainVote } from './plain.ts';
import { isRecord, numberOf } from './read.ts';
import type { WaEvents, WaMe } from './types.ts';

/** Turns what the library tells into plain data. A listener must never throw: it would be thrown into the page. */
export function listen(deps: {
  library: LibraryClient;
  inbound: Inbound;
  acks: Acks;
  events: Pick<WaEvents, 'ack'>;
  me(): WaMe | null;
  onTrouble(error: unknown): void;
}): void {
  const { library, inbound, acks, events, me, onTrouble } = deps;
  const safely = (take: () => void): void => {
    try {
      take();
    } catch (error) {
      onTrouble(error);
    }
  };
  /** Read when its turn comes: only then is it known whose account this is, and so who is named. */
  const on = (event: string, take: (...given: unknown[]) => void): void => {
    library.on(event, (...given: unknown[]) => inbound.when(() => safely(() => take(...given))));
  };

  on('message', (message) => {
    const plain = plainMessage(message, me());
    if (plain && !plain.fromMe) inbound.message(plain);
  });
  // What the account writes to itself is its owner's; this tells of everything it writes, also from here.
  on('message_create', (message) => {
    const plain = plainMessage(message, me());
    if (plain?.fromMe && isMe(plain.chat, me())) inbound.message(plain);
  });
  on('message_edit', (message) => {
    const plain = plainMessage(message, me());
    if (plain && !plain.fromMe) inbound.edited(plain);
  });
  on('message_revoke_everyone', (message) => {
    // Its own key may be that of the deletion; this one is of what was deleted.
    const original = isRecord(message) ? message.protocolMessageKey : undefined;
    const plain = plainMessage(original ? { ...(message as object), id: original } : message, me());
    if (plain && !plain.fromMe) inbound.revoked(plain);
  });
  library.on('message_ack', (message: unknown, level: unknown) =>
    safely(() => {
      const id = isRecord(message) ? idOf(message.id) : '';
      if (!id) return;
      acks.note(id, numberOf(level));
      events.ack(id, numberOf(level));
    }),
  );
  on('vote_update', (vote) => {
    const plain = plainVote(vote);
    if (plain) inbound.vote(plain);
  });
  on('message_reaction', (reaction) => {
    const plain = plainReaction(reaction);
    if (plain) inbound.reaction(plain);
  });
}
