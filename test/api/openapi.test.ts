import { afterAll, beforeAll, expect, it } from 'vitest';
import { type House, openHouse } from '../support/house.ts';

interface Operation {
  operationId: string;
  parameters: { name: string; in: string; schema: unknown }[];
  responses: Record<string, unknown>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
}

let house: House;
let document: Document;

beforeAll(async () => {
  house = await openHouse();
  document = (await (await fetch(`${house.address}/api/openapi.json`)).json()) as Document;
});
afterAll(async () => {
  await house.close();
});

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = '$ref' in value && typeof value.$ref === 'string' ? [value.$ref] : [];
  return [...own, ...Object.values(value).flatMap(references)];
}

function target(reference: string): unknown {
  const parts = reference.replace(/^#\//, '').split('/');
  return parts.reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], document);
}

it('is OpenAPI 3.1 whose every reference leads somewhere', () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  const all = [...new Set(references(document))];
  expect(all).toContain('#/components/schemas/Error');
  expect(all.filter((reference) => target(reference) === undefined)).toEqual([]);
});

it('declares every parameter of a path, and names each call once', () => {
  const ids: string[] = [];
  for (const [path, calls] of Object.entries(document.paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    for (const call of Object.values(calls)) {
      expect(call.parameters.filter((one) => one.in === 'path').map((one) => one.name)).toEqual(named);
      expect(Object.keys(call.responses)).not.toEqual([]);
      ids.push(call.operationId);
    }
  }
  expect(ids.filter((id, index) => !id || ids.indexOf(id) !== index)).toEqual([]);
});

it.each([
  '/api/workflows/chat/{id}/events/',
  '/api/workflows/webhooks/{workflow_id}/',
  '/webhooks/workflows/{workflow_id}/',
  '/api/workflows/{id}/execute/',
  '/health/',
  '/health/worker/',
])('describes %s', (path) => {
  expect(document.paths).toHaveProperty([path]);
});
