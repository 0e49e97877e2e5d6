import { expect } from 'vitest';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import type { Store } from '../../src/store/store.ts';
import type { Teller } from './teller.ts';

const EVERY = { workspace: EVERY_WORKSPACE };
const PATIENCE = { timeout: 90_000, interval: 100 };
/** Questions answered at most before a card must stand there. */
const ROUNDS = 6;

/** One part of the story: what the person does, and what must then be so. */
export interface Chapter {
  title: string;
  tell(): Promise<void>;
}

/**
 * The life of workflows, told once for every platform: described, asked, approved, run, reported, changed, waiting for a
 * person, failing, tried again, paused, deleted. Each chapter ends with what must hold, so that the product may be killed
 * between any two of them.
 */
export function story(teller: Teller, store: () => Store, world: { hook: string; recovers(): void }): Chapter[] {
  const text = async () => (await teller.reads()).join('\n');
  const reads = (words: RegExp) =>
    expect.poll(text, { ...PATIENCE, message: `${teller.name} reads ${words}` }).toMatch(words);
  const times = async (words: RegExp) =>
    (await text()).match(new RegExp(words, `${words.flags.replace('g', '')}g`))?.length ?? 0;
  const live = () =>
    store()
      .workflows.find({ ...EVERY, status: { $ne: 'deleted' } })
      .lean();
  const sent = (action: string) => store().sandbox.countDocuments({ ...EVERY, action });

  /** Says something and waits until something new is there to read. */
  async function asks(said: string): Promise<void> {
    const before = (await teller.reads()).length;
    await teller.says(said);
    await expect.poll(async () => (await teller.reads()).length, PATIENCE).toBeGreaterThan(before);
  }

  /** Describes something and answers what is asked, until its card stands there. */
  async function describes(said: string, answer: string): Promise<void> {
    const asked = async () => (await teller.reads()).filter((one) => /\?/.test(one)).length;
    let before = await asked();
    await teller.says(said);
    for (let round = 0; round < ROUNDS; round += 1) {
      const next = async () => ((await teller.offers('Approve')) ? 'card' : (await asked()) > before ? 'question' : '');
      await expect.poll(next, PATIENCE).not.toBe('');
      if ((await next()) === 'card') return;
      before = await asked();
      await teller.says(answer);
    }
    await expect.poll(() => teller.offers('Approve'), PATIENCE).toBe(true);
  }

  /** Approves the newest card; exactly one workflow of this name is on afterwards. */
  async function approves(name: RegExp): Promise<void> {
    await teller.taps('Approve');
    await reads(/Approved by/);
    await expect.poll(async () => (await live()).filter((one) => name.test(one.name)).length, PATIENCE).toBe(1);
  }

  return [
    {
      title: 'described in words, asked what is missing, shown as a card',
      async tell() {
        await describes('Every Monday at 9am email team@acme.example', 'subject: Report; body: All is well');
        await reads(/every Monday at 09:00/i);
        await reads(/team@acme\.example/);
      },
    },
    {
      title: 'approved by a tap, once',
      async tell() {
        await approves(/report/i);
        await reads(/is on\./);
      },
    },
    {
      title: 'run by hand, its result told here',
      async tell() {
        await asks('run it now');
        await reads(/✅ Emailed team@acme\.example/);
        await expect.poll(() => sent('send_email'), PATIENCE).toBe(1);
      },
    },
    {
      title: 'changed by a sentence and approved anew',
      async tell() {
        await asks('make it 8am instead');
        await expect.poll(() => teller.offers('Approve'), PATIENCE).toBe(true);
        await reads(/08:00/);
        // Nobody reads a card within the moment in which its arrival is noted.
        const noted = { ...EVERY, kind: 'draft' as const, state: 'open' as const, deliveredAt: { $ne: null } };
        await expect.poll(() => store().prompts.countDocuments(noted), PATIENCE).toBe(1);
        await teller.says('yes');
        const version = async () => (await live()).find((one) => /report/i.test(one.name))?.version;
        await expect.poll(version, PATIENCE).toBe(2);
      },
    },
    {
      title: 'a payment that waits for a yes, and is made once',
      async tell() {
        await describes('Send 500 KES to +254712345678 when I say so, but ask me before you pay', 'yes');
        await teller.taps('Approve');
        await expect.poll(async () => (await live()).length, PATIENCE).toBe(2);
        await asks('run it now');
        await expect.poll(() => teller.offers('Pay it'), PATIENCE).toBe(true);
        expect(await sent('withdraw')).toBe(0);
        await teller.taps('Pay it');
        await reads(/Approved by|approved/i);
        await expect.poll(() => sent('withdraw'), PATIENCE).toBe(1);
      },
    },
    {
      title: 'a failure told plainly, tried again once it can work',
      async tell() {
        await describes(`Every day at 7am call ${world.hook}`, 'GET');
        await teller.taps('Approve');
        await expect.poll(async () => (await live()).length, PATIENCE).toBe(3);
        await asks('run it now');
        await expect.poll(() => teller.offers(/^Try (again|step)/), PATIENCE).toBe(true);
        const before = await times(/✅/);
        world.recovers();
        await teller.taps(/^Try (again|step)/);
        await expect.poll(() => times(/✅/), PATIENCE).toBeGreaterThan(before);
      },
    },
    {
      title: 'listed, paused, deleted after a yes',
      async tell() {
        await asks('list my workflows');
        await reads(/You have 3 workflows/);
        const name = (await live()).find((one) => /report/i.test(one.name))?.name ?? '';
        await asks(`pause ${name}`);
        const status = async () => (await live()).find((one) => one.name === name)?.status;
        await expect.poll(status, PATIENCE).toBe('paused');
        await asks(`delete ${name}`);
        // What was there to read may have been the word about the pause: the question itself is waited for.
        await expect.poll(() => teller.offers('Yes'), PATIENCE).toBe(true);
        await teller.taps('Yes');
        await expect.poll(async () => (await live()).length, PATIENCE).toBe(2);
      },
    },
    {
      title: 'nothing lost, nothing twice',
      async tell() {
        const waiting = { ...EVERY, state: 'new' as const };
        await expect.poll(() => store().outbox.countDocuments(waiting), PATIENCE).toBe(0);
        await expect.poll(() => store().inbox.countDocuments(waiting), PATIENCE).toBe(0);
        expect(await store().inbox.countDocuments({ ...EVERY, state: 'failed' })).toBe(0);
        expect(await store().outbox.countDocuments({ ...EVERY, state: 'failed' })).toBe(0);
        expect(await sent('withdraw')).toBe(1);
        expect(await sent('send_email')).toBe(1);
        expect(await store().users.countDocuments(EVERY)).toBe(1);
      },
    },
  ];
}
