import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { BARE_QUEUE } from './bare.ts';
import type { twoSteps } from './bare-workflow.ts';

/** A webhook of node:http that starts a plain workflow and then says 202. `node bare-webhook.js TEMPORAL WORLD`. */
const [address = '', world = ''] = process.argv.slice(2);
const client = new Client({ connection: await Connection.connect({ address }) });
const server = createServer(async (request, answer) => {
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += part;
  const { id } = JSON.parse(body) as { id: string };
  await client.workflow.start<typeof twoSteps>('twoSteps', {
    taskQueue: BARE_QUEUE,
    workflowId: `bare-${id}`,
    args: [id, world],
  });
  answer.writeHead(202, { 'content-type': 'application/json' }).end('{}');
});
server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
process.once('disconnect', () => process.exit(0));
