import mongoose, { type ClientSession } from 'mongoose';
import { hash } from '../ids.ts';
import { allowanceModel } from './allowances.ts';
import { conversationModel, messageModel, promptModel } from './conversations.ts';
import { deliveryModel } from './deliveries.ts';
import { effectModel, spendModel } from './effects.ts';
import { keptModel } from './kept.ts';
import { inboxModel, outboxModel } from './mail.ts';
import { identityModel, invitationModel, tokenModel, userModel, workspaceModel } from './people.ts';
import { platformPostModel, platformValueModel } from './platforms.ts';
import { executionModel, stepModel } from './runs.ts';
import {
  answerModel,
  connectionModel,
  noticeModel,
  oneTimePageModel,
  providerRefModel,
  sandboxModel,
  usageModel,
  workerModel,
} from './services.ts';
import { createWrites } from './together.ts';
import { archiveModel, dailyModel, upkeepModel } from './upkeep.ts';
import { eventWaitModel } from './waits.ts';
import { alertModel, tallyModel } from './watch.ts';
import { webFeedModel, webMessageModel, webThreadModel } from './web.ts';
import { draftModel, triggerModel, versionModel, workflowModel } from './workflows.ts';

/** Collections in which an id can be turned into its owner, for 403 against 404 and for what arrives with an id alone. */
const OWNED = {
  workflow: 'workflows',
  execution: 'executions',
  draft: 'drafts',
  conversation: 'conversations',
  identity: 'identities',
  token: 'tokens',
  page: 'one_time_pages',
  invitation: 'invitations',
  trigger: 'triggers',
  connection: 'connections',
  prompt: 'prompts',
  webThread: 'web_threads',
  webUser: 'web_feeds',
  user: 'users',
} as const;

/** What was made in this database and need not be made again. */
const MARKS = 'prepared';
/** No answer for this long means that nobody is there any more; ours take far less. */
const SOCKET_MS = 30_000;

export type Store = Awaited<ReturnType<typeof openStore>>;

/**
 * Opens MongoDB (a replica set) and hands out its collections. Writes are majority-acknowledged and journaled.
 * Throws when the server does not answer within `timeoutMs`.
 */
export async function openStore(url: string, options: { timeoutMs?: number; poolSize?: number } = {}) {
  const connection = await mongoose
    .createConnection(url, {
      serverSelectionTimeoutMS: options.timeoutMs ?? 5_000,
      maxPoolSize: options.poolSize ?? 50,
      writeConcern: { w: 'majority', journal: true },
      autoIndex: false,
      // The driver itself waits for a server that is away; mongoose's own queue would wait once more, and without an end.
      bufferCommands: false,
      socketTimeoutMS: SOCKET_MS,
      sanitizeFilter: false,
    })
    .asPromise();

  const models = {
    workspaces: workspaceModel(connection),
    users: userModel(connection),
    identities: identityModel(connection),
    invitations: invitationModel(connection),
    tokens: tokenModel(connection),
    conversations: conversationModel(connection),
    messages: messageModel(connection),
    prompts: promptModel(connection),
    inbox: inboxModel(connection),
    outbox: outboxModel(connection),
    drafts: draftModel(connection),
    workflows: workflowModel(connection),
    versions: versionModel(connection),
    triggers: triggerModel(connection),
    deliveries: deliveryModel(connection),
    eventWaits: eventWaitModel(connection),
    executions: executionModel(connection),
    steps: stepModel(connection),
    effects: effectModel(connection),
    spend: spendModel(connection),
    allowances: allowanceModel(connection),
    kept: keptModel(connection),
    connections: connectionModel(connection),
    pages: oneTimePageModel(connection),
    sandbox: sandboxModel(connection),
    answers: answerModel(connection),
    usage: usageModel(connection),
    notices: noticeModel(connection),
    providerRefs: providerRefModel(connection),
    workers: workerModel(connection),
    archive: archiveModel(connection),
    daily: dailyModel(connection),
    upkeep: upkeepModel(connection),
    tallies: tallyModel(connection),
    alerts: alertModel(connection),
    platformPosts: platformPostModel(connection),
    platformValues: platformValueModel(connection),
    webFeeds: webFeedModel(connection),
    webThreads: webThreadModel(connection),
    webMessages: webMessageModel(connection),
  };

  return {
    ...models,
    connection,
    /** Small writes of many runs at once. */
    writes: createWrites(connection),

    /**
     * Makes the collections and their indexes; run by whoever starts, harmless to repeat. What is all there is told by two
     * looks: asking for each of over a hundred indexes anew took a fifth of a second of every start.
     */
    async prepare(): Promise<void> {
      const all = Object.values(models) as unknown as mongoose.Model<{ _id: string }>[];
      const marks = connection.collection<{ _id: string; hash: string }>(MARKS);
      const wanted = hash(JSON.stringify(all.map((model) => [model.collection.name, model.schema.indexes()])));
      const [mark, there] = await Promise.all([
        marks.findOne({ _id: 'indexes' }),
        connection.listCollections().then((found) => new Set(found.map(({ name }) => name))),
      ]);
      if (mark?.hash === wanted && all.every((model) => there.has(model.collection.name))) return;
      await Promise.all(
        all.map(async (model) => {
          await model.createCollection().catch((error: { codeName?: string }) => {
            if (error.codeName !== 'NamespaceExists') throw error;
          });
          await model.createIndexes();
        }),
      );
      await marks.updateOne({ _id: 'indexes' }, { $set: { hash: wanted } }, { upsert: true });
    },

    /** The one look-up that knows no workspace: whose is this id? Null when nobody's. */
    async ownerOf(kind: keyof typeof OWNED, id: string): Promise<{ workspace: string; user: string | null } | null> {
      const row = await connection
        .collection<{ _id: string; workspace: string; user?: string }>(OWNED[kind])
        .findOne({ _id: id }, { projection: { workspace: 1, user: 1 } });
      return row ? { workspace: row.workspace, user: row.user ?? null } : null;
    },

    /** Runs `work` in one transaction; it may run more than once, so it must only touch the session. */
    async transaction<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
      return connection.transaction(work) as Promise<T>;
    },

    async close(): Promise<void> {
      await connection.close();
    },
  };
}
