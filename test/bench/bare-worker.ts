import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { SLOTS } from '../../worker/slots.ts';
import { BARE_QUEUE } from './bare.ts';
import type { Activities } from './bare-workflow.ts';

/** A plain worker with the slots of Nod's own. `node bare-worker.js TEMPORAL`. */
Runtime.install({ logger: new DefaultLogger('WARN') });
const [address = ''] = process.argv.slice(2);
const activities: Activities = {
  async post(url, body) {
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  },
};
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue: BARE_QUEUE,
  workflowsPath: fileURLToPath(new URL('./bare-workflow.js', import.meta.url)),
  activities,
  ...SLOTS,
});
process.once('disconnect', () => worker.shutdown());
const running = worker.run();
process.send?.('ready');
await running;
process.exit(0);
