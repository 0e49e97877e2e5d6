import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import { type Product, startProduct } from '../faults/support/product.ts';
import { story } from './story.ts';
import { startHook } from './tell.ts';
import type { Teller } from './teller.ts';

const START_MS = 240_000;
const STORY_MS = 1_200_000;

/**
 * The story on one platform, gateway and worker killed by turns whenever the person has said or tapped something. `seldom`:
 * the gateway alone, after every second thing, where all else is killed in the story of another platform.
 */
export function tellKilledStory(
  open: (dataDir: () => string) => Promise<Teller> | Teller,
  how: 'always' | 'seldom' = 'always',
): void {
  describe('the story, killed between any two of its steps', () => {
    let teller: Teller;
    let product: Product;
    let hook: Awaited<ReturnType<typeof startHook>>;

    beforeAll(async () => {
      hook = await startHook();
      teller = await open(() => product.dataDir);
      product = await startProduct({ HTTP_ALLOW_PRIVATE: hook.pair, ...teller.env });
      await teller.arrive(product.address());
    }, START_MS);
    afterAll(async () => {
      await teller?.close();
      await product?.close();
      await hook?.close();
    }, START_MS);

    it('ends as it always does', { timeout: STORY_MS, retry: 0 }, async () => {
      let steps = 0;
      let kills = 0;
      /** What nobody has dealt with, for whoever has to find out why. */
      async function waiting(): Promise<string> {
        const open = { workspace: EVERY_WORKSPACE, state: { $ne: 'done' as const } };
        const taken = await product.store.inbox.find(open).lean();
        const unsent = await product.store.outbox.find({ workspace: EVERY_WORKSPACE, state: 'new' }).lean();
        const lines = [...taken, ...unsent].map(({ _id, attempts, error, dueAt }) =>
          [_id, attempts, error, dueAt.toISOString()].join(' '),
        );
        return [`${lines.length} rows wait at ${new Date().toISOString()}`, ...lines].join('\n  ');
      }
      /** What was done is done; then a part dies, and comes back. */
      async function killing(doing: Promise<void>): Promise<void> {
        await doing;
        steps += 1;
        if (how === 'seldom' && steps % 2 === 1) return;
        product.kill(how === 'always' && kills % 2 === 1 ? 'worker' : 'gateway');
        kills += 1;
        await product.healthy();
        await teller.arrive(product.address());
      }
      const brave: Teller = {
        ...teller,
        says: (text) => killing(teller.says(text)),
        taps: (label) => killing(teller.taps(label)),
      };
      for (const { title, tell } of story(brave, () => product.store, hook)) {
        await tell().catch(async (error: unknown) => {
          const why = error instanceof Error ? error.message : String(error);
          throw new Error(`after ${kills} kills, in “${title}”: ${why}; ${await waiting()}`, { cause: error });
        });
      }
      expect(steps).toBeGreaterThan(12);
      expect(kills).toBeGreaterThan(how === 'always' ? 12 : 6);
    });
  });
}
