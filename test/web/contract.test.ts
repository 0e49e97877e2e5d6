import { afterAll, beforeAll } from 'vitest';
import { bareId, threadId } from '../../adapters/web/view.ts';
import { newId } from '../../src/ids.ts';
import { type AdapterWorld, adapterContract } from '../contracts/adapter.ts';
import { openTestStore } from '../support/store.ts';
import { asPage } from './client.ts';
import { OWNER, startDevServer } from './dev-server.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(async () => {
  await opened.drop();
});

/** The far side is the page: everything is delivered over HTTP, with a session. */
async function webWorld(): Promise<AdapterWorld> {
  const server = await startDevServer({ store: opened.store });
  const page = await asPage(server.url);
  const { adapter } = server;

  const deliver = async (path: string, body: object) => {
    const answer = await page.send('POST', path, body);
    if (answer.status !== 202) throw new Error(`refused with ${answer.status}: ${answer.text}`);
  };

  return {
    adapter,
    author: { id: OWNER.user, name: OWNER.name },
    newThread: () => adapter.threads.open(OWNER, newId('client')),
    threadIds: ['web:0123456789abcdef', 'web:api_1'],
    roundTrip: (thread) => threadId(bareId(thread)),
    async shown(thread) {
      const { rows } = await adapter.threads.messages(OWNER, thread);
      return rows.map(({ _id, content, only }) => ({
        id: _id,
        text: typeof content === 'string' ? content : JSON.stringify(content),
        only,
      }));
    },
    deliverMessage: (thread, text, id = newId('message')) =>
      deliver(`/app/threads/${bareId(thread)}/messages`, { text, clientId: id.padEnd(8, '-') }),
    // The page shows what the bot says and never sends it back.
    tap: (thread, messageId, choice, id = newId('tap')) =>
      deliver(`/app/threads/${bareId(thread)}/actions`, { messageId, choice, clientId: id.padEnd(8, '-') }),
    loseThread: async (thread) => void (await adapter.threads.remove(OWNER, thread)),
    close: () => server.stop(),
  };
}

adapterContract('web', webWorld, {
  deliverOwn: 'what the page shows does not come back as written',
  deliverAttachment: 'the page sends files in forms only',
});
