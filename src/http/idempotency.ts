import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import { hash } from '../ids.ts';
import { isDuplicate } from '../store/duplicate.ts';
import type { AnswerRow } from '../store/services.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../vault.ts';
import type { Answer } from './route.ts';

/** A request whose process died is free to be tried again after this long. */
const ABANDONED_MS = 120_000;

/**
 * Idempotency-Key: the first answer to a key is kept a day and given again for the same request; another request under
 * the same key is refused. Failures are not kept. Answers may hold secrets that are shown once, so they are kept sealed.
 */
export function createIdempotency({ store, clock, vault }: { store: Store; clock: Clock; vault: Vault }) {
  return async function once(
    owner: { workspace: string; user: string },
    key: string,
    request: string,
    work: () => Promise<Answer>,
  ): Promise<Answer> {
    if (key.length > 255) throw new AppError('bad_request', 'Idempotency-Key may have at most 255 characters.');
    const id = `${owner.user}:${hash(key)}`;
    const requestHash = hash(request);
    const mine = { _id: id, workspace: owner.workspace, requestHash, status: null, body: null, createdAt: clock.now() };
    try {
      await store.answers.create(mine);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const earlier = await store.answers.findOne({ _id: id, workspace: owner.workspace }).lean<AnswerRow>();
      if (earlier && earlier.requestHash !== requestHash) {
        throw new AppError('conflict', 'This Idempotency-Key was used for another request.');
      }
      if (earlier?.status && typeof earlier.body === 'string') {
        return { status: earlier.status, body: JSON.parse(vault.open(earlier.body, `answer:${id}`)) as unknown };
      }
      const taken = await store.answers.updateOne(
        {
          _id: id,
          workspace: owner.workspace,
          status: null,
          createdAt: { $lt: new Date(clock.now().getTime() - ABANDONED_MS) },
        },
        { $set: { createdAt: clock.now() } },
      );
      if (taken.modifiedCount === 0) {
        throw new AppError('conflict', 'The first request with this Idempotency-Key is still being answered.', {
          retryAfter: 1,
        });
      }
    }
    try {
      const result = await work();
      await store.answers.updateOne(
        { _id: id, workspace: owner.workspace },
        { $set: { status: result.status, body: vault.seal(JSON.stringify(result.body ?? null), `answer:${id}`) } },
      );
      return result;
    } catch (error) {
      await store.answers.deleteOne({ _id: id, workspace: owner.workspace });
      throw error;
    }
  };
}
