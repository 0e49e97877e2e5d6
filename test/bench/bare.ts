import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { twoSteps } from './bare-workflow.ts';

/**
 * The same work on Temporal alone, as a process of its own: a webhook of node:http starts a plain workflow of two normal
 * activities. `node bare.js TEMPORAL SINK` says where it listens over IPC.
 */
const QUEUE = 'bench-bare';

export interface Activities {
  post(url: string, body: { id: string; step: string }): Promise<void>;
}

Runtime.install({ logger: new DefaultLogger('WARN') });
const [address = '', sink = ''] = process.argv.slice(2);
const activities: Activities = {
  async post(url, body) {
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  },
};
// The numbers of Nod's own worker, so that both have the same hands.
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue: QUEUE,
  workflowsPath: fileURLToPath(new URL('./bare-workflow.js', import.meta.url)),
  activities,
  maxConcurrentActivityTaskExecutions: 100,
  maxConcurrentWorkflowTaskExecutions: 40,
  workflowThreadPoolSize: 1,
  workflowTaskPollerBehavior: { type: 'simple-maximum', maximum: 6 },
  activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 5 },
});
const running = worker.run();
const client = new Client({ connection: await Connection.connect({ address }) });
const server = createServer(async (request, answer) => {
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += part;
  const { id } = JSON.parse(body) as { id: string };
  await client.workflow.start<typeof twoSteps>('twoSteps', {
    taskQueue: QUEUE,
    workflowId: `bare-${id}`,
    args: [id, sink],
  });
  answer.writeHead(202, { 'content-type': 'application/json' }).end('{}');
});
server.listen(0, '127.0.0.1', () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
process.once('disconnect', () => {
  server.close();
  worker.shutdown();
});
await running;
process.exit(0);
