import { afterAll, beforeAll, expect, it } from 'vitest';
import { type House, openHouse } from '../support/house.ts';

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  await house.close();
});

const scrape = async (headers: Record<string, string> = {}) => {
  const answer = await fetch(`${house.address}/metrics`, { headers });
  return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') ?? '' };
};

it('is there for this machine, in the format of Prometheus', async () => {
  const { status, text, type } = await scrape();
  expect(status).toBe(200);
  expect(type).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(text).toMatch(/^nod_database_up 1$/m);
  expect(text).toMatch(/^process_resident_memory_bytes \d/m);
});
