import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Action, Message } from '../../src/chat/types.ts';
import { openWorld, type World } from './world.ts';

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'whatsapp-cloud');
const NAMES = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ''));
/** A body in the shape Meta's reference gives it, as text. */
const recorded = (name: string): string => readFileSync(join(FOLDER, `${name}.json`), 'utf8');

const ELSE = 'something WhatsApp does not pass on to me';

/** What each says to us: its words, then its files. */
const SAID: Record<string, string[]> = {
  text: ['Every Monday at 9 👋'],
  'text-quoting': ['about that'],
  'text-forwarded': ['look at this'],
  'text-frequently-forwarded': ['everyone sends this'],
  'text-about-product': ['Is this still there?'],
  'text-from-ad': ['I saw your advert'],
  'text-number-hidden': ['hello'],
  'text-identity-checked': ['it is me'],
  image: ['the receipt', 'a photo'],
  'image-alone': ['', 'a photo'],
  video: ['watch', 'a video'],
  audio: ['', 'a sound file'],
  'audio-voice': ['', 'a voice message'],
  document: ['the plan', 'plan.pdf'],
  sticker: ['', 'a sticker'],
  location: ['Location: Java House, Kimathi Street, Nairobi, -1.286389, 36.817223'],
  'location-bare': ['Location: -1.286389, 36.817223'],
  contacts: ['Contact: Bob Maina, +254 700 000 001, bob@acme.example\nContact: Cy, +254 700 000 002'],
  // Buttons of other people's messages say what stood on them.
  'button-reply-of-others': ['Cancel'],
  'template-button': ['Show me'],
  order: ['', ELSE],
  edit: ['Correction: yes'],
  'edit-caption': ['Correction: the other receipt'],
  'unsupported-poll': ['', ELSE],
  'unsupported-unnamed': ['', ELSE],
  unavailable: ['', ELSE],
};
/** What is tapped. */
const TAPPED: Record<string, Action['choice']> = {
  'button-reply': { name: 'draft.approve', value: 'drf_1:7f3k2' },
  'list-reply': { name: 'ask.option', value: 'q_1:2' },
};
/** What is taken, and says nothing. */
const SILENT = `text-group reaction reaction-removed flow-reply revoke unsupported-pin very-new-kind welcome-asked
  system-number-changed system-id-changed status-sent status-delivered status-read status-played status-failed-window
  status-failed-undeliverable status-failed-marketing status-of-others status-of-group value-errors account-update
  account-disabled account-alerts account-review capability-update phone-quality phone-name template-status
  template-quality user-preferences message-echo history`.split(/\s+/);

describe('every shape Meta sends', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
    await world.adapter.start(world.inbox);
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.received.messages.length = 0;
    world.received.actions.length = 0;
  });

  const post = (body: string, signature?: string) =>
    fetch(world.webhook, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(signature ? { 'x-hub-signature-256': signature } : {}) },
      body,
    });
  const signed = (body: string) => post(body, world.cloud.hooks.sign(body));
  const heard = () => world.received.messages.map(words);
  const nothing = () => expect(world.received).toMatchObject({ messages: [], actions: [] });

  it('is recorded, and each has an answer here', () => {
    const answered = [...Object.keys(SAID), ...Object.keys(TAPPED), ...SILENT, 'batch'];
    expect([...answered].sort()).toEqual([...NAMES].sort());
  });

  it.each(Object.entries(SAID))('%s is heard', async (name, said) => {
    expect((await signed(recorded(name))).status).toBe(200);
    expect(heard()).toEqual([said]);
    const [message] = world.received.messages;
    expect(message?.thread).toMatch(/^whatsapp-cloud:(?:\+254712345678|KE\.13491208655302741918)$/);
    expect(message?.sentAt).toBe('2025-06-08T20:59:43.000Z');
    expect(world.received.actions).toEqual([]);
  });

  it.each(Object.entries(TAPPED))('%s is a tap', async (name, choice) => {
    expect((await signed(recorded(name))).status).toBe(200);
    expect(world.received.actions).toMatchObject([{ choice }]);
    expect(world.received.messages).toEqual([]);
  });

  it.each(SILENT)('%s is taken, and says nothing', async (name) => {
    expect((await signed(recorded(name))).status).toBe(200);
    nothing();
  });

  it('several in one body are heard, each once', async () => {
    expect((await signed(recorded('batch'))).status).toBe(200);
    expect(heard()).toEqual([['one'], ['two']]);
    expect(new Set(world.received.messages.map((message) => message.id)).size).toBe(2);
  });

  it.each(NAMES)('%s unsigned or cut off is refused, and nothing of it is taken', async (name) => {
    const body = recorded(name);
    expect((await post(body)).status).toBe(401);
    expect((await post(body, world.cloud.hooks.sign(`${body} `))).status).toBe(401);
    expect((await signed(body.slice(0, -8))).status).toBe(400);
    nothing();
  });

  it.each(NAMES)('%s takes nothing away from what stands beside it, whatever is missing in it', async (name) => {
    const body = JSON.parse(recorded(name)) as Body;
    const good = JSON.parse(recorded('text')) as Body;
    const own = `wamid.good-${name}`;
    Object.assign(messageOf(good), { id: own, text: { body: 'the good one' } });
    const all = { ...body, entry: [...body.entry, ...mangled(body).entry, ...good.entry] };
    expect((await signed(JSON.stringify(all))).status).toBe(200);
    expect(world.received.messages.find((message) => message.id === own)?.text).toBe('the good one');
  });

  it('a week late it is still heard, with the time it was said at, and opens nothing', async () => {
    world.clock.forward(7 * 24 * 3_600_000);
    world.cloud.person({ phone: '254700000077', userId: 'KE.777' });
    const late = JSON.parse(recorded('text')) as Body;
    Object.assign(messageOf(late), {
      id: 'wamid.late',
      from: '254700000077',
      from_user_id: 'KE.777',
      timestamp: '1749416383',
    });
    expect((await signed(JSON.stringify(late))).status).toBe(200);
    const [message] = world.received.messages;
    expect(message?.sentAt).toBe('2025-06-08T20:59:43.000Z');
    const refused = world.adapter.post(message?.thread ?? 'whatsapp-cloud:', 'hello', 'late');
    await expect(refused).rejects.toMatchObject({ reason: 'rate_limited' });
  });
});

interface Body {
  object: string;
  entry: { changes: { value: Record<string, unknown> }[] }[];
}

const words = ({ text, attachments }: Message): string[] => [text, ...attachments.map((one) => one.name)];

const messageOf = (body: Body): Record<string, unknown> =>
  (body.entry[0]?.changes[0]?.value.messages as Record<string, unknown>[] | undefined)?.[0] ?? {};

/** The same with everything that is inside of something turned into what nobody expects there. */
function mangled(body: Body): Body {
  const spoil = (value: unknown, depth: number): unknown => {
    if (Array.isArray(value)) return depth > 2 ? 'a list no more' : value.map((one) => spoil(one, depth + 1));
    if (typeof value !== 'object' || value === null) return [value];
    if (depth > 3) return null;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spoil(one, depth + 1)]));
  };
  const entry = body.entry.map((one) => ({
    changes: one.changes.map((change) => ({
      ...change,
      value: { ...(spoil(change.value, 0) as Record<string, unknown>), metadata: change.value.metadata },
    })),
  }));
  return { ...body, entry };
}
