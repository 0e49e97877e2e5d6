import { makePrimary } from './replica-set.ts';

/** `makePrimary` as a process of its own: `node replica-set-main.js PORT`. */
await makePrimary(Number(process.argv[2])).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
