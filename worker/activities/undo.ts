import { Context } from '@temporalio/activity';
import { z } from 'zod';
import { type Deed, deedsOf, undoPath, wordsOf } from '../../src/automation/deeds.ts';
import type { Json, Undo } from '../../src/automation/definition.ts';
import type { Kept } from '../../src/automation/kept.ts';
import { hasRef } from '../../src/automation/reference.ts';
import { type ActionSpec, defineAction } from '../../src/connectors/define.ts';
import type { Undone } from '../../src/store/failures.ts';
import type { UndoCall, UndoItem } from '../workflows/contract-undo.ts';
import { idempotencyOf, lookUp, parseParams, prepare } from './call.ts';
import { childUndone } from './child-undone.ts';
import type { Contexts, RunContext } from './contexts.ts';
import type { ActivityDeps } from './deps.ts';
import { Again, type Effects } from './effects.ts';
import { HeldBack, StepFailure, TryLater, toFailure } from './failures.ts';
import { FIGURES, profileOf } from './profiles.ts';
import type { Rows } from './rows.ts';
import type { Undoing } from './undoing.ts';

/** Of what an action declares itself; the definition's own way has the time limit of its action. */
const DECLARED_MS = 30_000;
const ATTEMPTS = 5;

/** Everything one step back needs. */
interface Back {
  spec: ActionSpec;
  params: Record<string, Json>;
  written: Record<string, Json>;
  timeoutMs: number;
  report(result: Record<string, Json>): string;
}

/** How a deed stands: it happened with this result, it surely did not, or nobody can say. */
type Fate = { kind: 'done' | 'unclear'; result: Record<string, Json> } | { kind: 'nothing' };

/** The activity that takes deeds back, each at most once: behind the effects ledger and the limits, as any other effect. */
export function createUndo(
  deps: ActivityDeps,
  parts: { contexts: Contexts; effects: Effects; undoing: Undoing; kept: Kept; paused: Rows['paused'] },
) {
  const { contexts, effects, undoing } = parts;

  async function fateOf(run: RunContext, deed: Deed, signal: AbortSignal): Promise<Fate> {
    const { effect, spec, row } = deed;
    if (!effect) return { kind: 'done', result: resultOf(row?.output) };
    if (effect.state === 'done') return { kind: 'done', result: resultOf(effect.result) };
    const free = effect.leaseUntil.getTime() - deps.clock.now().getTime();
    if (effect.state === 'started' && free > 0) throw new TryLater('It is still under way.', free + 50);
    const params = parseParams(spec, resultOf(row?.input));
    const more = { key: effect._id, signal, heartbeat: () => {}, timeoutMs: DECLARED_MS };
    const prepared = await prepare(deps, run, spec, params, more);
    const sandbox = prepared.context.connection.kind === 'sandbox';
    if (sandbox) {
      const landed = await deps.sandbox.lookup(run.workspace, effect._id);
      return landed ? { kind: 'done', result: landed } : { kind: 'nothing' };
    }
    if (idempotencyOf(spec, params, false) !== 'lookup' || !spec.lookup) return { kind: 'unclear', result: {} };
    const found = await lookUp(prepared).catch(() => undefined);
    if (found === undefined) return { kind: 'unclear', result: {} };
    return found ? { kind: 'done', result: found } : { kind: 'nothing' };
  }

  /** The definition's own way counts first; then what the action declares. Throws StepFailure where there is none. */
  function wayBack(run: RunContext, deed: Deed, fate: Exclude<Fate, { kind: 'nothing' }>): Back {
    const own = deed.step?.undo;
    return own ? ownWay(deed, own) : declaredWay(run, deed, fate);
  }

  function ownWay({ row, step }: Deed, own: Undo): Back {
    const spec = deps.catalogue.action(own.service, own.action);
    if (!spec || !step) throw new StepFailure(`I can't do “${own.service}.${own.action}” here.`);
    const given = row?.undo?.params;
    if (!given)
      throw new StepFailure(`How to take it back could not be worked out: ${row?.undo?.error ?? 'it never ended'}.`);
    const params = parseParams(spec, given as Record<string, Json>);
    const { timeoutMs } = profileOf({ ...step, ...own }, spec, deps.figures);
    return { spec, params, written: own.params, timeoutMs, report: (result) => spec.report(params, result) };
  }

  function declaredWay(
    run: RunContext,
    { spec, row }: Deed,
    { kind, result }: { kind: string; result: Record<string, Json> },
  ): Back {
    if (kind === 'unclear') throw new StepFailure('It is not certain whether it happened, so look there.');
    const { undo } = spec;
    if (!undo) throw new StepFailure('There is no way to take it back.');
    const params = parseParams(spec, resultOf(row?.input));
    const back = defineAction({
      ...spec,
      title: `Undo: ${spec.title}`,
      params: z.looseObject({}),
      result: z.looseObject({}),
      effect: 'write',
      // Declared as harmless to repeat.
      idempotency: 'natural',
      describe: () => undo.report(params, result),
      simulate: () => ({}),
      run: async (_params, context) => {
        if (!undo.run)
          throw new StepFailure(`${run.steps.size > 0 ? 'That' : 'It'} can only be taken back at the provider itself.`);
        await undo.run(params as never, result as never, context);
        return {};
      },
    });
    const { spend: _spend, recipients: _recipients, lookup: _lookup, ...plain } = back;
    return { spec: plain, params, written: params, timeoutMs: DECLARED_MS, report: () => undo.report(params, result) };
  }

  /** A deed with all that it was given and gave. */
  async function atHand(run: RunContext, deed: Deed): Promise<Deed> {
    const whole = async <T>(value: T) =>
      hasRef(value) ? ((await parts.kept.expand(run, resultOf(value))) as T) : value;
    const { row, effect } = deed;
    const undo = row?.undo && { ...row.undo, params: await whole(row.undo.params) };
    return {
      ...deed,
      row: row && { ...row, input: await whole(row.input), output: await whole(row.output), ...(undo && { undo }) },
      effect: effect && { ...effect, result: await whole(effect.result) },
    };
  }

  async function takeBack(run: RunContext, found: Deed, request: number, activity: Context): Promise<void> {
    const end = (state: Undone['state'], text: string, error: string | null = null) =>
      undoing.keep(run, found, { state, text, error, request });
    try {
      if (found.child) {
        const { state, text, error } = await childUndone(deps.store, run, found.child);
        return await end(state, text || wordsOf(found), error);
      }
      const deed = await atHand(run, found);
      const fate = await fateOf(run, deed, activity.cancellationSignal);
      if (fate.kind === 'nothing') return await end('nothing', `${wordsOf(deed)}: it had not happened`);
      const back = wayBack(run, deed, fate);
      const result = await effects.perform({
        run: { ...run, generation: 0 },
        spec: back.spec,
        params: back.params,
        written: back.written,
        call: {
          workspace: run.workspace,
          execution: run.execution,
          notes: [],
          phase: 'running',
          step: deed.step?.id ?? deed.path,
          path: undoPath(deed.path),
          iteration: deed.iteration,
          params: back.params,
          turn: request,
        },
        ...(deps.figures ?? FIGURES).standard,
        timeoutMs: back.timeoutMs,
        attempts: ATTEMPTS,
        round: activity.info.attempt,
        signal: activity.cancellationSignal,
        heartbeat: (detail) => activity.heartbeat(detail),
        onAttempt: () => {},
      });
      await end('undone', said(back, result));
    } catch (error) {
      if (error instanceof Again) throw new TryLater(error.message, error.afterMs);
      if (!(error instanceof StepFailure)) throw error;
      await end('failed', wordsOf(found), error.message);
    }
  }

  async function one(call: UndoCall, item: UndoItem, activity: Context): Promise<void> {
    const run = await contexts.of(call);
    const [deed] = await deedsOf(deps, run, item);
    if (!deed) return;
    const request = await undoing.requestOf(run);
    const { undone } = deed.row ?? {};
    if (undone && (undone.state === 'undone' || undone.request === request)) return;
    await takeBack(run, deed, request, activity);
    await undoing.changed(run);
  }

  return async function undo(call: UndoCall): Promise<void> {
    const activity = Context.current();
    if (activity.info.attempt > 1 && (await parts.paused(call))) throw toFailure(new HeldBack());
    const beat = setInterval(() => activity.heartbeat(), 5000);
    try {
      for (const item of call.items) await one(call, item, activity);
    } catch (error) {
      throw toFailure(error);
    } finally {
      clearInterval(beat);
    }
  };
}

const resultOf = (value: unknown): Record<string, Json> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, Json>) : {};

function said(back: Back, result: Record<string, Json>): string {
  try {
    return back.report(result).slice(0, 500);
  } catch {
    return back.spec.title;
  }
}
