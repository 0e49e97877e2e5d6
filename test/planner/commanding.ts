import type { KnownWorkflow, PlannerReply } from '../../src/planner/types.ts';
import { conversation } from './talking.ts';

/** Somebody who has workflows and says something about them. */

export const known = (names: string[], paused?: string): KnownWorkflow[] =>
  names.map((name, at) => ({
    id: `wf_${at}`,
    name,
    status: name === paused ? 'paused' : 'active',
    version: 1,
    definition: null,
  }));

/** What is answered to one message in a conversation of its own, where nothing is ever objected to. */
export const saidWith =
  (workflows: KnownWorkflow[]) =>
  (text: string): Promise<PlannerReply> =>
    conversation({ workflows, check: () => [] }).says(text);

/** The deed in short: "rename: Rent reminder: Landlord nudge". `otherwise` tells of what is none. */
export const deedIn = (reply: PlannerReply, otherwise: (reply: PlannerReply) => string): string =>
  reply.kind === 'act'
    ? [reply.command, reply.workflow?.name, reply.newName].filter(Boolean).join(': ')
    : otherwise(reply);
