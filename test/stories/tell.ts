import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, openHouse } from '../support/house.ts';
import { type Chapter, story } from './story.ts';
import type { Teller } from './teller.ts';

const CHAPTER_MS = 240_000;
/** As many as the story has: they are named before there is a product to tell it to. */
const TITLES = story({} as Teller, () => ({}) as never, { hook: '', recovers() {} }).map((chapter) => chapter.title);

/** An address that fails until it is told to recover. */
export async function startHook() {
  let broken = true;
  const server: Server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(broken ? 400 : 200).end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    pair: `127.0.0.1:${port}`,
    hook: `http://127.0.0.1:${port}/hook`,
    recovers() {
      broken = false;
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** The story on one platform, the whole product in this process. */
export function tellStory(open: (dataDir: () => string) => Promise<Teller> | Teller): void {
  describe('the story', () => {
    let teller: Teller;
    let house: House;
    let hook: Awaited<ReturnType<typeof startHook>>;
    let chapters: Chapter[] = [];

    beforeAll(async () => {
      hook = await startHook();
      teller = await open(() => house.dataDir);
      house = await openHouse({ HTTP_ALLOW_PRIVATE: hook.pair, NOD_TEST: 'false', ...teller.env });
      await teller.arrive(house.address);
      chapters = story(teller, () => house.store, hook);
    }, CHAPTER_MS);
    afterAll(async () => {
      await teller?.close();
      await house?.close();
      await hook?.close();
    }, CHAPTER_MS);

    // Each chapter goes on from where the one before it ended.
    let told = 0;
    for (const [at, title] of TITLES.entries()) {
      it(title, { timeout: CHAPTER_MS, retry: 0 }, async () => {
        expect(told, 'chapters told before this one').toBe(at);
        await chapters[at]?.tell();
        told = at + 1;
      });
    }
  });
}
