import type { PlannedStep } from './contract.ts';

/** What a person decided about a step that failed before. */
export const personal = ({ turn, generation, fixed }: PlannedStep) => ({
  ...(turn !== undefined && { turn }),
  ...(generation !== undefined && { generation }),
  ...(fixed && { changed: true }),
});
