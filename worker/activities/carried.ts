import type { Kept, KeptFor } from '../../src/automation/kept.ts';
import type { Output } from '../workflows/contract.ts';

/**
 * An output as it is handed on, its longest fields by reference. What a gate let through stays at hand: the interpreter compares the
 * step it guards with it.
 */
export async function carried(kept: Kept, of: KeptFor, { sealed, ...rest }: Output, most: number): Promise<Output> {
  const short = await kept.compact(of, rest, most);
  return sealed === undefined ? short : { ...short, sealed };
}
