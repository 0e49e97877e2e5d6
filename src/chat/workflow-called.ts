import type { WorkflowRow } from '../store/workflows.ts';

/** The workflow a name means: exactly that one, else the only one whose name holds it. */
export function workflowCalled(all: WorkflowRow[], name: string): WorkflowRow | null {
  const said = name.toLowerCase();
  const exact = all.find((one) => one.name.toLowerCase() === said);
  const near = all.filter((one) => one.name.toLowerCase().includes(said));
  return exact ?? (near.length === 1 ? (near[0] ?? null) : null);
}
