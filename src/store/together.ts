import { type Connection, mongo } from 'mongoose';

/** Items of one flush; what comes beyond waits for the next. */
const MOST = 200;
/** Flushes of one kind under way at once: while one waits for the disk, the next may gather and go. */
const SIDE_BY_SIDE = 2;

/**
 * Does many small things as few large ones: what is asked for while a flush is under way goes together in the next.
 * `flush` answers for each item, with an Error for one that failed by itself; what it throws, all of its items get. Alone,
 * an item goes at once.
 */
export function together<Item, Result>(flush: (items: Item[]) => Promise<(Result | Error)[]>) {
  let waiting: { item: Item; done(result: Result): void; failed(error: unknown): void }[] = [];
  let flushes = 0;
  let planned = false;

  function plan(): void {
    if (planned || waiting.length === 0 || flushes >= SIDE_BY_SIDE) return;
    planned = true;
    // What the same turn of the event loop brings goes along.
    setImmediate(go);
  }

  function go(): void {
    planned = false;
    const taken = waiting.slice(0, MOST);
    waiting = waiting.slice(MOST);
    flushes += 1;
    flush(taken.map(({ item }) => item))
      .then(
        (results) => {
          for (const [at, { done, failed }] of taken.entries()) {
            const result = results[at];
            if (result instanceof Error) failed(result);
            else done(result as Result);
          }
        },
        (error: unknown) => {
          for (const { failed } of taken) failed(error);
        },
      )
      .finally(() => {
        flushes -= 1;
        plan();
      });
    plan();
  }

  return (item: Item): Promise<Result> =>
    new Promise((done, failed) => {
      waiting.push({ item, done, failed });
      plan();
    });
}

/**
 * A look-up whose callers share one answer when they ask for the same before it has begun: nobody is given what was read
 * before they asked. The answer belongs to all of them: it must not be changed.
 */
export function shared<T>(load: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const keys = new Map<string, (item: string) => Promise<T>>();
  return (key) => {
    const known = keys.get(key);
    if (known) return known(key);
    let open = 0;
    const ask = together<string, T>(async (items) => {
      const answer = await load(key);
      return items.map(() => answer);
    });
    const counted = (item: string) => {
      open += 1;
      return ask(item).finally(() => {
        open -= 1;
        if (open === 0) keys.delete(key);
      });
    };
    keys.set(key, counted);
    return counted(key);
  };
}

type Fields = Record<string, unknown>;

/** Writes that go past mongoose, many in one command; each is acknowledged by the majority before its promise resolves. */
export interface Writes {
  /** Rejects with what `isDuplicate` knows when the key is there already. */
  insert<Row extends { _id: string; workspace: string }>(collection: string, row: Row): Promise<void>;
  /** Nothing is told of whether a row was there. Two of one row asked for at once come in any order. */
  update(
    collection: string,
    filter: Fields & { workspace: string },
    /** A list is a pipeline. */
    update: Fields | Fields[],
    options?: { upsert: boolean },
  ): Promise<void>;
}

export function createWrites(connection: Connection): Writes {
  type Operation = mongo.AnyBulkWriteOperation<{ _id: string }>;
  const groups = new Map<string, (operation: Operation) => Promise<void>>();

  function send(collection: string, operation: Operation): Promise<void> {
    const kind = `${collection} ${Object.keys(operation)[0]}`;
    const group =
      groups.get(kind) ??
      together<Operation, void>((operations) =>
        write(connection.collection<{ _id: string }>(collection) as unknown as Target, operations),
      );
    groups.set(kind, group);
    return group(operation);
  }

  return {
    insert: (collection, row) => send(collection, { insertOne: { document: row } }),
    update: (collection, filter, update, options) =>
      send(collection, { updateOne: { filter, update, ...options } } as Operation),
  };
}

type Target = Pick<mongo.Collection<{ _id: string }>, 'bulkWrite'>;

async function write(
  collection: Target,
  operations: mongo.AnyBulkWriteOperation<{ _id: string }>[],
): Promise<(undefined | Error)[]> {
  try {
    await collection.bulkWrite(operations, { ordered: false });
    return operations.map(() => undefined);
  } catch (error) {
    // Some failed by themselves and the others are written for sure, or nothing is certain.
    if (!(error instanceof mongo.MongoBulkWriteError) || error.result.getWriteConcernError()) throw error;
    const own = [error.writeErrors].flat();
    if (own.length === 0) throw error;
    const results: (undefined | Error)[] = operations.map(() => undefined);
    for (const { index, code, errmsg } of own) {
      results[index] = new mongo.MongoServerError({ message: errmsg ?? 'write failed', code });
    }
    return results;
  }
}
