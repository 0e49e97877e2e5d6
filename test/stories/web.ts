import { asText } from '../../src/chat/plain.ts';
import type { CardChoice, Content } from '../../src/chat/types.ts';
import { newId } from '../../src/ids.ts';
import { ask, pageHeaders } from '../web/client.ts';
import { isLabel, type Teller } from './teller.ts';

interface Line {
  id: string;
  from: 'user' | 'bot';
  content: Content;
}

/** The page: its cookie and the routes its script calls. */
export function webTeller(): Teller {
  const thread = newId('story');
  let base = '';
  let headers: Record<string, string> = {};
  let path = '';

  async function call<T>(method: string, where: string, body?: unknown): Promise<T> {
    const answer = await ask(base, where, { method, headers, ...(body === undefined ? {} : { body }) });
    if (answer.status >= 300) throw new Error(`${method} ${where}: ${answer.status} ${answer.text}`);
    return answer.json as T;
  }
  const all = async () => (await call<{ messages: Line[] }>('GET', `${path}/messages`)).messages;
  const lines = async () => (await all()).filter((line) => line.from === 'bot');

  async function offer(label: string | RegExp): Promise<{ line: Line; choice: CardChoice } | null> {
    for (const line of (await all()).reverse()) {
      if (line.from === 'user') return null;
      const choices = typeof line.content === 'string' ? [] : (line.content.choices ?? []);
      const choice = choices.find((one) => isLabel(one.label, label));
      if (choice) return { line, choice };
    }
    return null;
  }

  return {
    name: 'the page',
    env: {},
    async arrive(address) {
      base = address;
      headers = await pageHeaders(base);
      const { thread: opened } = await call<{ thread: { id: string } }>('POST', '/app/threads', { clientId: thread });
      path = `/app/threads/${opened.id}`;
    },
    async says(text) {
      await call('POST', `${path}/messages`, { text, clientId: newId('said'), timeZone: 'Africa/Nairobi' });
    },
    reads: async () => (await lines()).map((line) => asText(line.content)),
    offers: async (label) => (await offer(label)) !== null,
    async taps(label) {
      const found = await offer(label);
      if (!found) throw new Error(`nothing offers ${label}`);
      const { name, value } = found.choice;
      await call('POST', `${path}/actions`, {
        messageId: found.line.id,
        choice: { name, value },
        clientId: newId('tap'),
      });
    },
    async close() {},
  };
}
