import type { Json } from '../../src/automation/definition.ts';
import type { Clock } from '../../src/clock.ts';
import { isDuplicate } from '../../src/store/duplicate.ts';
import type { EffectRow } from '../../src/store/effects.ts';
import type { Store } from '../../src/store/store.ts';

/**
 * The effects ledger: what became of each effect, so that a call that is repeated (by a retry, a crash, a second worker) happens
 * once. Its key is root execution, path, iteration and generation; a provider gets it as the idempotency key.
 */
export interface EffectPlace {
  workspace: string;
  root: string;
  path: string;
  iteration: number;
  generation: number;
}

/** `go`: call it · `done`: it happened, this is its result · `busy`: someone is on it until then · `doubtful`: it may have happened. */
export type Claim =
  | ({ kind: 'go' | 'doubtful'; key: string; attempt: number; error: string | null } & Held)
  | ({ kind: 'done'; key: string; result: Record<string, Json> } & Held)
  | { kind: 'busy'; freeAt: Date };

/** What was set aside for an effect. */
export interface Held {
  /** A spend row in which its amount is reserved. */
  reservation: string | null;
  /** Rows of allowances in which it is counted. */
  taken: string[];
}

export interface ClaimFor extends Pick<Held, 'reservation'>, Partial<Pick<Held, 'taken'>> {
  /** The execution that tries now: attempts are counted for each. */
  execution: string;
  /** Id of the step in the definition. */
  step?: string;
  service: string;
  action: string;
  leaseMs: number;
}

const keyOf = (place: EffectPlace, generation: number) =>
  `${place.root}:${place.path}:${place.iteration}:${generation}`;
const MAX_GENERATIONS = 20;

export type Ledger = ReturnType<typeof createLedger>;

export function createLedger({ store, clock }: { store: Store; clock: Clock }) {
  const effects = () => store.connection.collection<EffectRow>('effects');

  /** The row that speaks for a place: what is done in any generation stays done; else the latest. */
  async function find(place: EffectPlace): Promise<EffectRow | null> {
    const generations = Array.from({ length: Math.min(place.generation, MAX_GENERATIONS) + 1 }, (_, at) => at);
    const rows = await effects()
      .find({ _id: { $in: generations.map((at) => keyOf(place, at)) }, workspace: place.workspace })
      .toArray();
    const latest = rows.sort((a, b) => generationOf(b) - generationOf(a))[0];
    return rows.find((row) => row.state === 'done') ?? latest ?? null;
  }

  async function insert(place: EffectPlace, generation: number, claim: ClaimFor): Promise<Claim | null> {
    const now = clock.now();
    const key = keyOf(place, generation);
    try {
      await store.writes.insert<EffectRow>('effects', {
        _id: key,
        workspace: place.workspace,
        execution: place.root,
        by: claim.execution,
        ...(claim.step !== undefined && { step: claim.step }),
        harmless: false,
        service: claim.service,
        action: claim.action,
        state: 'started',
        attempt: 1,
        leaseUntil: new Date(now.getTime() + claim.leaseMs),
        result: null,
        error: null,
        reservation: claim.reservation,
        ...(claim.taken?.length && { taken: claim.taken }),
        updatedAt: now,
        createdAt: now,
      });
      return { kind: 'go', key, attempt: 1, reservation: claim.reservation, taken: claim.taken ?? [], error: null };
    } catch (error) {
      if (isDuplicate(error)) return null;
      throw error;
    }
  }

  /** Takes over a row that nobody works on, exactly as it was seen. */
  async function takeOver(row: EffectRow, claim: ClaimFor, kind: 'go' | 'doubtful'): Promise<Claim | null> {
    const now = clock.now();
    const attempt = row.by === claim.execution ? row.attempt + 1 : 1;
    const reservation = row.reservation ?? claim.reservation;
    const taken = row.taken?.length ? row.taken : (claim.taken ?? []);
    const done = await effects().updateOne(
      { _id: row._id, workspace: row.workspace, state: row.state, leaseUntil: row.leaseUntil, attempt: row.attempt },
      {
        $set: {
          state: 'started',
          by: claim.execution,
          attempt,
          reservation,
          ...(taken.length > 0 && { taken }),
          leaseUntil: new Date(now.getTime() + claim.leaseMs),
          updatedAt: now,
        },
      },
    );
    return done.modifiedCount === 1 ? { kind, key: row._id, attempt, reservation, taken, error: row.error } : null;
  }

  async function claimOnce(place: EffectPlace, claim: ClaimFor, row: EffectRow | null): Promise<Claim | null> {
    if (!row) return insert(place, place.generation, claim);
    if (row.state === 'done') {
      const result = (row.result ?? {}) as Record<string, Json>;
      return { kind: 'done', key: row._id, result, reservation: row.reservation, taken: row.taken ?? [] };
    }
    if (row.state === 'started' && row.leaseUntil > clock.now()) return { kind: 'busy', freeAt: row.leaseUntil };
    if (row.state === 'not_done') return takeOver(row, claim, 'go');
    const earlier = generationOf(row) < place.generation;
    if (earlier || row.state === 'superseded') {
      // The person looked, and chose to have it done (again): a later generation is another effect.
      const fresh = await insert(place, place.generation, claim);
      if (fresh)
        await effects().updateOne({ _id: row._id, workspace: row.workspace }, { $set: { state: 'superseded' } });
      return fresh;
    }
    return takeOver(row, claim, 'doubtful');
  }

  async function end(key: string, workspace: string, change: Partial<EffectRow>): Promise<void> {
    await store.writes.update('effects', { _id: key, workspace }, { $set: { ...change, updatedAt: clock.now() } });
  }

  return {
    find,

    /** Says whether to call. At most one caller is told `go` or `doubtful` at a time, for as long as its lease lasts. */
    async claim(place: EffectPlace, claim: ClaimFor): Promise<Claim> {
      for (let round = 0; round < 5; round += 1) {
        // Most effects are new: asking first would cost a round trip each.
        const fresh = round === 0 && place.generation === 0 ? await insert(place, 0, claim) : null;
        const decided = fresh ?? (await claimOnce(place, claim, await find(place)));
        if (decided) return decided;
      }
      return { kind: 'busy', freeAt: new Date(clock.now().getTime() + 500) };
    },

    /** Keeps the lease of a call that takes long. */
    renew: (key: string, workspace: string, leaseMs: number) =>
      end(key, workspace, { leaseUntil: new Date(clock.now().getTime() + leaseMs) }),

    done: (key: string, workspace: string, result: Record<string, Json>) =>
      end(key, workspace, { state: 'done', result, error: null }),

    /** The provider surely did nothing. */
    notDone: (key: string, workspace: string, error: string) =>
      end(key, workspace, { state: 'not_done', error, reservation: null, taken: null }),

    /** It may have happened. `harmless`: to do it again with the same key changes nothing. */
    unknown: (key: string, workspace: string, error: string, harmless = false) =>
      end(key, workspace, { state: 'unknown', error, harmless, leaseUntil: clock.now() }),
  };
}

const generationOf = (row: EffectRow): number => Number(row._id.slice(row._id.lastIndexOf(':') + 1));
