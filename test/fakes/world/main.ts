import { startWorld } from './world.ts';

// The world as a process: `node main.ts FILE [PORT]`; prints its address as one line of JSON.
const [file, port] = process.argv.slice(2);
if (!file) throw new Error('usage: main.ts FILE [PORT]');
const world = await startWorld(file, Number(port ?? 0));
process.stdout.write(`${JSON.stringify({ url: world.url, pair: world.pair })}\n`);
