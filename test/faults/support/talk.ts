import { expect, vi } from 'vitest';
import type { Card } from '../../../src/chat/types.ts';
import type { WebMessageRow } from '../../../src/store/web.ts';
import type { Caller } from '../../support/person.ts';
import type { Product } from './product.ts';

/** Opens a thread of the web chat; the same mark again is the same thread. */
export async function openThread(caller: Caller, mark: string): Promise<string> {
  const answer = await caller.call<{ thread: { id: string } }>('POST', '/app/threads', { clientId: `thread-${mark}` });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.thread.id;
}

/** Says something; the status of the answer, 0 where nobody answered. A message of the same mark is the same message. */
export async function say(caller: Caller, thread: string, text: string, mark: string): Promise<number> {
  try {
    const path = `/app/threads/${thread}/messages`;
    return (await caller.call('POST', path, { text, clientId: `message-${mark}` })).status;
  } catch {
    return 0;
  }
}

/** Messages of the bot in a thread, as its page shows them. */
export const shownIn = (product: Product, caller: Caller, thread: string): Promise<WebMessageRow[]> =>
  product.store.webMessages
    .find({ workspace: caller.workspace, thread: `web:${thread}`, from: 'bot' })
    .sort({ seq: 1 })
    .lean<WebMessageRow[]>();

/** Waits for a card that offers a choice, in any thread of the person. */
export function cardWith(product: Product, caller: Caller, choice: string, value?: string) {
  return vi.waitFor(
    async () => {
      const rows = await product.store.webMessages.find({ workspace: caller.workspace }).lean<WebMessageRow[]>();
      for (const row of rows) {
        const found = (row.content as Card).choices?.find(
          (one) => one.name === choice && (value === undefined || one.value === value),
        );
        if (found) return { thread: row.thread, message: row._id, choice: { name: found.name, value: found.value } };
      }
      throw new Error(`no card offers ${choice}`);
    },
    { timeout: 20_000, interval: 50 },
  );
}

/** Taps a choice of a card and waits for what came of it. */
export const tap = (caller: Caller, card: Awaited<ReturnType<typeof cardWith>>, mark: string) =>
  caller.call<{ response: string }>('POST', `/api/workflows/chat/${encodeURIComponent(card.thread)}/actions`, {
    message_id: card.message,
    choice: card.choice,
    action_id: mark,
  });
