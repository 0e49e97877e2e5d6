import { setTimeout as pause } from 'node:timers/promises';
import mongoose from 'mongoose';

/**
 * Makes the mongod on a port the primary of a replica set of one: `node replica-set.js PORT`. Starts the set when there
 * is none, moves it when the port changed since, and ends when it takes writes.
 */
const PATIENCE_MS = 30_000;
const NOT_INITIATED = 94;

const host = `127.0.0.1:${Number(process.argv[2])}`;
const client = new mongoose.mongo.MongoClient(`mongodb://${host}/?directConnection=true`, {
  serverSelectionTimeoutMS: 5_000,
});

interface SetConfig {
  version: number;
  members: { _id: number; host: string }[];
}

async function prepare(): Promise<void> {
  const admin = client.db('admin');
  const config = await admin.command({ replSetGetConfig: 1 }).then(
    (answer) => answer.config as SetConfig,
    (error: { code?: number }) => {
      if (error.code === NOT_INITIATED) return null;
      throw error;
    },
  );
  if (!config) {
    await admin.command({ replSetInitiate: { _id: 'nod', members: [{ _id: 0, host }] } });
  } else if (config.members[0]?.host !== host) {
    const members = [{ ...config.members[0], host }];
    await admin.command({ replSetReconfig: { ...config, version: config.version + 1, members }, force: true });
  }
}

async function isPrimary(): Promise<boolean> {
  const { isWritablePrimary } = await client.db('admin').command({ hello: 1 });
  return isWritablePrimary === true;
}

try {
  await prepare();
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isPrimary())) {
    if (Date.now() > deadline) throw new Error('the replica set has no primary');
    await pause(20);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await client.close();
}
