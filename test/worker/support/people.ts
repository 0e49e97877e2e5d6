import { vi } from 'vitest';
import type { StepRow } from '../../../src/store/runs.ts';
import type { GateDecision, GivenAnswer } from '../../../src/temporal/types.ts';
import { type Harness, PERSON } from './harness.ts';

/** People besides the owner, and what they say to runs. */
export const AMINA = { user: 'usr_amina', name: 'Amina' };
export const OTIENO = { user: 'usr_otieno', name: 'Otieno' };
export const BARAKA = { user: 'usr_baraka', name: 'Baraka' };

export async function addPeople({ store }: Pick<Harness, 'store'>): Promise<void> {
  const blank = { phone: null, timeZone: 'Africa/Nairobi', locale: null, admin: false, stoppedAt: null };
  for (const { user, name } of [AMINA, OTIENO, BARAKA]) {
    const email = `${name.toLowerCase()}@example.com`;
    await store.users.create({ _id: user, workspace: PERSON.workspace, name, email, ...blank, createdAt: new Date() });
  }
}

/** The row of a step that waits, once the run itself says that it does. */
export async function waiting(h: Harness, id: string, step: string): Promise<StepRow> {
  return vi.waitFor(
    async () => {
      const row = (await h.steps(id))[step];
      if (row?.state !== 'waiting') throw new Error('not waiting yet');
      const state = (await h.runs.query(`run-${id}`)) as {
        gates: { path: string; iteration: number }[];
        questions: { path: string; iteration: number }[];
      };
      const known = [...state.gates, ...state.questions].some(
        (one) => one.path === row.path && one.iteration === row.iteration,
      );
      if (!known) throw new Error('not taken in yet');
      return row;
    },
    { timeout: 20_000, interval: 50 },
  );
}

let taps = 0;
const tapId = (): string => {
  taps += 1;
  return `tap-${taps}`;
};

export const decide = (
  h: Harness,
  id: string,
  row: StepRow,
  who: { user: string; name: string },
  more: Partial<GateDecision> = {},
) =>
  h.runs.decide(`run-${id}`, {
    step: row.path,
    iteration: row.iteration,
    decision: 'approve',
    user: who.user,
    name: who.name,
    actionId: tapId(),
    seal: row.gate?.seal ?? '',
    where: 'slack',
    ...more,
  });

export const answer = (
  h: Harness,
  id: string,
  row: StepRow,
  value: GivenAnswer['value'],
  more: Partial<GivenAnswer> = {},
) =>
  h.runs.answer(`run-${id}`, {
    step: row.path,
    iteration: row.iteration,
    value,
    user: PERSON.user,
    name: PERSON.name,
    actionId: tapId(),
    ...more,
  });
