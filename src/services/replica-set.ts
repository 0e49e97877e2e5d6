import { setTimeout as pause } from 'node:timers/promises';
import mongoose from 'mongoose';

const PATIENCE_MS = 30_000;
const NOT_INITIATED = 94;

interface SetConfig {
  version: number;
  members: { _id: number; host: string }[];
}

/**
 * Makes the mongod on a port the primary of a replica set of one: starts the set when there is none, moves it when the
 * port changed since, and returns when it takes writes. Throws when it does not within half a minute.
 */
export async function makePrimary(port: number): Promise<void> {
  const host = `127.0.0.1:${port}`;
  const client = new mongoose.mongo.MongoClient(`mongodb://${host}/?directConnection=true`, {
    serverSelectionTimeoutMS: 5_000,
  });
  const admin = client.db('admin');
  try {
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
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await admin.command({ hello: 1 })).isWritablePrimary) {
      if (Date.now() > deadline) throw new Error('the replica set has no primary');
      await pause(20);
    }
  } finally {
    await client.close();
  }
}
