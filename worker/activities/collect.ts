import type { Json } from '../../src/automation/definition.ts';
import type { Kept } from '../../src/automation/kept.ts';
import { hasRef, isRef, MAX_INLINE } from '../../src/automation/reference.ts';
import { AppError } from '../../src/errors.ts';
import type { StepRow } from '../../src/store/runs.ts';
import type { Activities, Output, StepNote } from '../workflows/contract.ts';
import type { CollectCall } from '../workflows/contract-large.ts';
import type { Contexts } from './contexts.ts';
import type { ActivityDeps } from './deps.ts';
import { StepFailure, toFailure } from './failures.ts';
import type { Rows } from './rows.ts';

/** JSON characters of results put together as they are; of further items only short fields are. */
const PLAIN = 8 * 1024 * 1024;
const SHORT = 2048;
const ERROR_LENGTH = 500;

type Row = Pick<StepRow, 'path' | 'iteration' | 'state' | 'output' | 'error'>;

/** Puts together what a loop gave, from the rows its passes have written. */
export function createCollect(
  { store }: Pick<ActivityDeps, 'store'>,
  parts: { contexts: Contexts; rows: Rows; kept: Kept; report(execution: string, note: StepNote): string | null },
): Pick<Activities, 'collect'> {
  const { kept } = parts;
  const steps = store.connection.collection<StepRow>('steps');

  async function collect(call: CollectCall): Promise<Output> {
    const { workspace, root } = await parts.contexts.of(call);
    const of = { workspace, root };
    await parts.rows.notes(call, (note) => parts.report(call.execution, note));
    const each = `${call.path}/each`;
    const paths = [each, ...(call.body ?? []).map(({ id }) => `${each}/${id}`)];
    const found = steps.find(
      { workspace, execution: call.execution, path: { $in: paths } },
      { projection: { path: 1, iteration: 1, state: 1, output: 1, error: 1 } },
    );
    const results = blank(call);
    const failures: { index: number; error: string }[] = [];
    let size = 0;
    let nested = false;
    for await (const row of found as AsyncIterable<Row>) {
      if (row.iteration >= call.count) continue;
      if (row.path === each && row.state === 'failed')
        failures.push({ index: row.iteration, error: (row.error ?? '').slice(0, ERROR_LENGTH) });
      let output = outputOf(row, call);
      if (output === null) continue;
      if (size > PLAIN) output = await kept.compact(of, output, SHORT).catch(() => output as Output);
      size += JSON.stringify(output).length;
      nested ||= hasRef(output) || Object.values(output).some(isRef);
      put(results, row, output, call);
    }
    for (const { index } of failures) if (call.body) results[index] = null;
    failures.sort((a, b) => a.index - b.index);
    const output = { count: call.count, failures, status: 'success', error: null };
    if (!nested && JSON.stringify(results).length <= MAX_INLINE) return kept.compact(of, { ...output, results });
    const ref = await kept.keep(of, results, { nested }).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'too_large') throw error;
      throw new StepFailure(
        `All ${call.count} items were done, but what they gave is too much to keep together: ${error.message}.`,
        { cause: error },
      );
    });
    return kept.compact(of, { ...output, results: { ...ref } as unknown as Json });
  }

  return {
    collect: (call) =>
      collect(call).catch((error) => {
        throw toFailure(error);
      }),
  };
}

const nothing = (outputs: string[]): Output => Object.fromEntries(outputs.map((name) => [name, null]));

/** Every item as if its steps had been left out: what was not has a row. */
function blank(call: CollectCall): Json[] {
  const skipped = (outputs: string[]): Output => ({ ...nothing(outputs), status: 'skipped', error: null });
  return Array.from({ length: call.count }, () =>
    call.body ? Object.fromEntries(call.body.map(({ id, outputs }) => [id, skipped(outputs)])) : skipped(call.outputs),
  );
}

/** What a row says its pass gave; null for the row of an item as a whole, or of a pass left out. */
function outputOf(row: Row, call: CollectCall): Output | null {
  const inner = call.body?.find(({ id }) => row.path === `${call.path}/each/${id}`);
  if (call.body && !inner) return null;
  const declared = nothing(inner?.outputs ?? call.outputs);
  if (row.state === 'success') return { ...declared, ...(row.output as Output | null) };
  if (row.state === 'failed') return { ...declared, status: 'failed', error: row.error };
  return null;
}

function put(results: Json[], row: Row, output: Output, call: CollectCall): void {
  if (!call.body) results[row.iteration] = output;
  else (results[row.iteration] as Record<string, Json>)[row.path.slice(`${call.path}/each/`.length)] = output;
}
