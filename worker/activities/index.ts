import { createAllowances } from '../../src/automation/allowances.ts';
import { createKept } from '../../src/automation/kept.ts';
import { createSpend } from '../../src/automation/spend.ts';
import type { Activities, Output, StepCall } from '../workflows/contract.ts';
import type { UpkeepActivities } from '../workflows/contract-upkeep.ts';
import { createAsking } from './asking.ts';
import { createAwaiting } from './awaiting.ts';
import { createBegin } from './begin.ts';
import { calm } from './calm.ts';
import { createCaps } from './caps.ts';
import { createChild } from './child.ts';
import { createCollect } from './collect.ts';
import { createContexts } from './contexts.ts';
import type { ActivityDeps } from './deps.ts';
import { createEffects } from './effects.ts';
import { createFinish } from './finish.ts';
import { createLarge } from './large.ts';
import { createLedger } from './ledger.ts';
import { createRows } from './rows.ts';
import { createSetAside } from './set-aside.ts';
import { createStanding } from './standing.ts';
import { createStarts } from './starts.ts';
import { createStep } from './step.ts';
import { createUndo } from './undo.ts';
import { createUndoing } from './undoing.ts';
import { createUpkeep } from './upkeep/index.ts';
import { createWaiting } from './waiting.ts';
import { reportNote } from './words.ts';

/** Everything the interpreter calls. `default` serves every step, whose activity type is its `service.action`. */
export function createActivities(
  given: ActivityDeps,
): Activities & UpkeepActivities & { default(call: StepCall): Promise<Output> } {
  const wake = calm(given.wake);
  const deps = { ...given, wake };
  const contexts = createContexts(deps);
  const rows = createRows(deps);
  const standing = createStanding(deps);
  const kept = createKept(deps);
  const allowances = createAllowances(deps.store);
  const caps = createCaps({ allowances, clock: deps.clock });
  const ledger = createLedger(deps);
  const aside = createSetAside(deps, { ledger, spend: createSpend(deps.store), caps });
  const effects = createEffects(deps, { ledger, aside, kept });
  const undoing = createUndoing(deps, { contexts, rows });
  const report = (_execution: string, note: Parameters<typeof reportNote>[1]) => reportNote(deps.catalogue, note);
  return {
    begin: createBegin(deps, { contexts, rows, kept, standing, starts: createStarts(deps, allowances) }),
    ...createWaiting(deps, { contexts, rows, standing }),
    ...createAsking(deps, { contexts, rows }),
    undoPlan: undoing.undoPlan,
    undo: createUndo(deps, { contexts, effects, undoing, kept, paused: rows.paused }),
    undoOver: undoing.undoOver,
    ...createChild(deps, { contexts, rows, kept, standing }),
    ...createAwaiting(deps, { contexts, rows, standing }),
    finish: createFinish({ ...deps, wake: { ...wake, run: wake.now } }, { rows, kept, report }),
    ...createLarge({ contexts, kept }),
    ...createCollect(deps, { contexts, rows, kept, report }),
    ...createUpkeep(deps),
    default: createStep(deps, { contexts, rows, effects, caps, kept, standing }),
  };
}
