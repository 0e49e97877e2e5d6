import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Card } from '../../src/chat/types.ts';
import { startTracing } from '../../src/tracing-start.ts';
import { startFakeCollector } from '../fakes/otlp.ts';
import { startWorld, type World } from '../fakes/world/world.ts';
import { type Caller, type House, openHouse } from '../support/house.ts';

/** One trace, from what a person says or a sender sends to the call that leaves the house; and nothing of anyone in it. */
type Collector = Awaited<ReturnType<typeof startFakeCollector>>;
const soon = { timeout: 30_000, interval: 100 };

let folder: string;
let collector: Collector;
let tracing: { stop(): Promise<void> };
let world: World;
let house: House;
let ann: Caller;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nod-trace-'));
  collector = await startFakeCollector();
  tracing = await startTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SERVICE_NAME: 'nod-test' }, 'house');
  world = await startWorld(join(folder, 'world.jsonl'));
  house = await openHouse({ HTTP_ALLOW_PRIVATE: world.pair });
  ann = await house.person('Ann');
}, 120_000);
afterAll(async () => {
  await house?.close();
  await world?.close();
  await tracing?.stop();
  await collector?.close();
  rmSync(folder, { recursive: true, force: true });
});

const step = () => ({
  id: 'send',
  service: 'http',
  action: 'request',
  params: { url: `${world.url}/effect?who=private-person`, method: 'PUT', body: { note: 'very private words' } },
});

async function live(name: string, trigger: object): Promise<string> {
  const draft = await ann.call<{ id: string; seal: string }>('POST', '/api/workflows/', {
    definition: { name, triggers: [trigger], steps: [step()] },
  });
  expect(draft.status, JSON.stringify(draft.body)).toBe(201);
  const path = `/api/workflows/drafts/${draft.body.id}/approve`;
  const approved = await ann.call<{ workflow: { id: string } }>('POST', path, { seal: draft.body.seal });
  expect(approved.status, JSON.stringify(approved.body)).toBe(200);
  return approved.body.workflow.id;
}

/** The spans of the trace that the first span of a name belongs to, once it has them all. */
async function traceWith(first: string, names: string[], after: number) {
  return vi.waitFor(() => {
    const root = collector.spans.slice(after).find((span) => span.name === first);
    expect(root, first).toBeDefined();
    const spans = collector.spans.filter((span) => span.traceId === root?.traceId);
    expect(spans.map((span) => span.name)).toEqual(expect.arrayContaining(names));
    return spans;
  }, soon);
}

type Spans = Awaited<ReturnType<typeof traceWith>>;
const one = (spans: Spans, name: string) => {
  const found = spans.find((span) => span.name === name);
  if (!found) throw new Error(`no span ${name}`);
  return found;
};

/** From a span up to the one nothing stands above. */
function wayUp(spans: Spans, name: string): string[] {
  const way: string[] = [];
  for (let at: Spans[number] | undefined = one(spans, name); at; ) {
    way.push(at.name);
    const above: string | undefined = at.parentSpanId;
    at = spans.find((span) => span.spanId === above);
  }
  return way;
}

it('follows a message, the tap after it, the run it starts, each activity, and the call that goes out', {
  timeout: 120_000,
}, async () => {
  await live('Ping the world', { type: 'manual' });
  const after = collector.spans.length;
  const said = await ann.call<{ conversation_id: string; response: string }>('POST', '/api/workflows/chat/', {
    message: 'show Ping the world',
    timezone: 'Africa/Nairobi',
  });
  const path = `/api/workflows/chat/${encodeURIComponent(said.body.conversation_id)}`;
  const card = await vi.waitFor(async () => {
    const { body } = await ann.call<{ messages: { id: string; content: Card | string | null }[] }>(
      'GET',
      `${path}/messages?after=0&limit=200`,
    );
    const found = body.messages.flatMap(({ id, content }) =>
      (typeof content === 'string' ? [] : (content?.choices ?? [])).map((choice) => ({ id, choice })),
    );
    const run = found.find(({ choice }) => choice.name === 'workflow.run');
    if (!run) throw new Error(`no card: ${said.body.response}`);
    return run;
  }, soon);
  await ann.call('POST', `${path}/actions`, {
    message_id: card.id,
    choice: { name: card.choice.name, value: card.choice.value },
    action_id: 'tap-1',
  });
  const spans = await traceWith(
    'message',
    ['message', 'turn', 'tap', 'handle tap', 'start run', 'run', 'begin', 'http.request', 'HTTP PUT', 'finish'],
    after,
  );
  expect(wayUp(spans, 'HTTP PUT')).toEqual(['HTTP PUT', 'http.request', 'run', 'handle tap', 'tap', 'message']);
  expect(wayUp(spans, 'turn')).toEqual(['turn', 'message']);
  const heard = world.lines().at(-1)?.headers.traceparent;
  expect(heard).toBe(`00-${one(spans, 'HTTP PUT').traceId}-${one(spans, 'HTTP PUT').spanId}-01`);
});

it('follows a webhook to the call it leads to', { timeout: 120_000 }, async () => {
  const id = await live('On a ping', { type: 'webhook', service: 'webhook', event: 'ping' });
  const made = await ann.call<{ webhook_secret: string }>('POST', `/api/workflows/${id}/webhook-secret`);
  const after = collector.spans.length;
  const body = JSON.stringify({ event: 'ping', data: { name: 'very private words' } });
  const answer = await fetch(`${house.address}/api/workflows/webhooks/${id}/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-signature': createHmac('sha256', made.body.webhook_secret).update(body).digest('hex'),
      // A stranger's trace is not ours to go on with.
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    },
    body,
  });
  expect(answer.status).toBe(202);
  const spans = await traceWith('webhook', ['delivery', 'start run', 'run', 'http.request', 'HTTP PUT'], after);
  expect(wayUp(spans, 'HTTP PUT')).toEqual(['HTTP PUT', 'http.request', 'run', 'delivery', 'webhook']);
  expect(spans[0]?.traceId).not.toBe('a'.repeat(32));
});

it('says nothing of anyone: ids and names of actions only', () => {
  const sent = collector.text();
  expect(sent).toContain('nod.execution');
  for (const secret of ['private', 'Ping the world', 'On a ping', 'Ann', world.pair, ann.token]) {
    expect(sent).not.toContain(secret);
  }
  const names = new Set(collector.spans.flatMap((span) => Object.keys(span.attributes)));
  expect([...names].filter((name) => !/^(nod|temporal|http)\./.test(name))).toEqual([]);
});
