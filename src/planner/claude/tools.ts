import type Anthropic from '@anthropic-ai/sdk';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { z } from 'zod';
import { COMMANDS } from '../types.ts';
import { wireDefinition, wirePairs } from './wire.ts';

/** What the model may do: one tool for each outcome of a turn, and three that only look. */

const missing = z.object({
  name: z
    .string()
    .describe(
      'the parameter name as the catalogue spells it; or time, trigger, workflow, or the name of a policy limit',
    ),
  label: z.string().describe('what it is, in a few plain words'),
});

const INPUTS = {
  ask_user: z.object({
    question: z.string().describe('what the person reads: short, warm, exact'),
    options: z.array(z.string()).describe('up to 4 short answers to tap, or none'),
    missing: z.array(missing).describe('every parameter the question asks for, and no other'),
  }),
  propose_workflow: z.object({
    definition: wireDefinition,
    assumptions: z.array(z.string()).describe('what was assumed without being told, one short line each'),
    note: z.string().describe('a sentence beside the card: what was left out, what comes next; else empty'),
  }),
  revise_workflow: z.object({
    workflow_id: z.string(),
    base_version: z.number().describe('the version get_workflow showed'),
    definition: wireDefinition,
    assumptions: z.array(z.string()),
    change_summary: z.string().describe('what changes, in one sentence'),
  }),
  workflow_action: z.object({
    command: z.enum(COMMANDS),
    workflow_id: z
      .string()
      .describe('empty for list, status, cancel and stop_everything, and for the run this conversation is about'),
    new_name: z.string().describe('rename only, else empty'),
    data: wirePairs.describe('run only: data the person gave for this run, else none'),
    reason: z
      .string()
      .describe('cancel_run, pause_run and end_run: why, in their words where they said it, else empty'),
  }),
  list_workflows: z.object({ query: z.string().describe('part of a name, or empty for all') }),
  get_workflow: z.object({ workflow_id: z.string() }),
  list_connectors: z.object({ service: z.string().describe('a service, or empty for all') }),
} as const;

export type ToolName = keyof typeof INPUTS;
export type ToolInput<N extends ToolName> = z.infer<(typeof INPUTS)[N]>;

const DESCRIPTIONS: Record<ToolName, string> = {
  ask_user:
    'Asks the person for what is missing, when guessing would be wrong. Everything that is missing goes in one question. Ends the turn.',
  propose_workflow:
    'Shows the person a card of a new workflow, or of the open draft as changed. Nothing runs before they approve it. Ends the turn unless the check finds problems; then repair exactly those and call it again.',
  revise_workflow:
    'Shows the person a card of a change to one of their existing workflows: the whole definition as it shall be. Look at it with get_workflow first. Ends the turn unless the check finds problems.',
  workflow_action:
    'Does something with an existing workflow of the person (or drops the open draft: cancel). Only on their own clear words in the request. Ends the turn.',
  list_workflows: "Looks up the person's workflows: ids, names, states.",
  get_workflow: 'Looks up one workflow of the person with its version and definition.',
  list_connectors: 'Looks up services with their actions and events, and which only work in the sandbox.',
};

/** Strict tools in a fixed order, so that the cached beginning of every request is the same bytes. */
export const TOOLS: Anthropic.Tool[] = (Object.keys(INPUTS) as ToolName[]).map((name) => ({
  name,
  description: DESCRIPTIONS[name],
  strict: true,
  input_schema: zodOutputFormat(INPUTS[name]).schema as Anthropic.Tool.InputSchema,
}));

export const isToolName = (name: string): name is ToolName => Object.hasOwn(INPUTS, name);

/** The input of a call, or what is wrong with it. Strict tools promise the shape; nothing else does. */
export function readInput<N extends ToolName>(name: N, input: unknown): { input: ToolInput<N> } | { wrong: string[] } {
  const read = INPUTS[name].safeParse(input);
  if (read.success) return { input: read.data as ToolInput<N> };
  return { wrong: read.error.issues.slice(0, 20).map((issue) => `${issue.path.join('.')}: ${issue.message}`) };
}
