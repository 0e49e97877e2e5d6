import { type Definition, definitionSchema, type Json } from '../../automation/definition.ts';
import type { Catalogue } from '../../connectors/catalogue.ts';
import type { Finding } from '../../errors.ts';
import type { Command, KnownWorkflow, PlannerInput, PlannerReply } from '../types.ts';
import { actionText } from './prompt.ts';
import { readInput, type ToolInput, type ToolName } from './tools.ts';
import { listed } from './turn.ts';
import { toDefinition, toRecord, type WireDefinition } from './wire.ts';

/** What a tool call leads to: the reply that ends the turn, something looked up, findings to repair, or a mistake to correct. */
export type Answer = { reply: PlannerReply } | { found: unknown } | { findings: Finding[] } | { error: string };

/** Answers one call. Everything about workflows is looked up in the person's own list; ids of others do not exist here. */
export function answerCall(name: ToolName, raw: unknown, input: PlannerInput, catalogue: Catalogue): Answer {
  const read = readInput(name, raw);
  if ('wrong' in read) return { error: `The input is not of the tool's shape. ${read.wrong.join('; ')}` };
  const given = read.input as ToolInput<ToolName>;
  switch (name) {
    case 'ask_user':
      return asked(given as ToolInput<'ask_user'>);
    case 'propose_workflow':
      return proposed(given as ToolInput<'propose_workflow'>, input);
    case 'revise_workflow':
      return revised(given as ToolInput<'revise_workflow'>, input);
    case 'workflow_action':
      return acted(given as ToolInput<'workflow_action'>, input);
    case 'list_workflows':
      return { found: search(input.workflows, (given as ToolInput<'list_workflows'>).query) };
    case 'get_workflow':
      return shown((given as ToolInput<'get_workflow'>).workflow_id, input);
    case 'list_connectors':
      return connectors((given as ToolInput<'list_connectors'>).service, catalogue);
  }
}

const OPTIONS = 4;

function asked({ question, options, missing }: ToolInput<'ask_user'>): Answer {
  if (question.trim() === '') return { error: 'The question is empty.' };
  const choices = options.filter((option) => option.trim() !== '').slice(0, OPTIONS);
  return {
    reply: { kind: 'ask', text: question.trim(), missing, ...(choices.length > 0 ? { options: choices } : {}) },
  };
}

function proposed({ definition, assumptions, note }: ToolInput<'propose_workflow'>, input: PlannerInput): Answer {
  const built = build(definition, input);
  if ('findings' in built) return built;
  const live = input.draft?.workflow;
  return {
    reply: {
      kind: 'propose',
      definition: built.definition,
      assumptions: lines(assumptions),
      ...(note.trim() === '' ? {} : { text: note.trim() }),
      ...(live ? { workflow: { id: live.id, baseVersion: live.version } } : {}),
    },
  };
}

function revised(given: ToolInput<'revise_workflow'>, input: PlannerInput): Answer {
  const workflow = find(input.workflows, given.workflow_id);
  if (!workflow) return unknown(input);
  if (workflow.version !== given.base_version) {
    return {
      error: `Version ${given.base_version} is not its latest. Look at it with get_workflow and change that one.`,
    };
  }
  const built = build(given.definition, input);
  if ('findings' in built) return built;
  return {
    reply: {
      kind: 'propose',
      definition: built.definition,
      assumptions: lines(given.assumptions),
      ...(given.change_summary.trim() === '' ? {} : { text: given.change_summary.trim() }),
      workflow: { id: workflow.id, baseVersion: workflow.version },
    },
  };
}

/** The definition, once it passes the product's check; what it finds otherwise. */
function build(wire: WireDefinition, input: PlannerInput): { definition: Definition } | { findings: Finding[] } {
  const { definition, findings } = toDefinition(wire);
  const all = [...findings, ...input.check(definition)];
  if (all.length > 0) return { findings: all };
  const read = definitionSchema.safeParse(definition);
  if (read.success) return { definition: read.data };
  return {
    findings: read.error.issues.map((issue) => ({
      path: issue.path.join('.'),
      code: 'shape',
      message: issue.message,
    })),
  };
}

const lines = (list: string[]) => list.map((line) => line.trim()).filter(Boolean);

const OF_A_RUN: Command[] = ['cancel_run', 'pause_run', 'resume_run', 'end_run', 'run_progress'];
const WITHOUT_WORKFLOW: Command[] = ['list', 'status', 'cancel', 'stop_everything', ...OF_A_RUN];
const CONFIRMED: Command[] = ['delete', 'stop_everything'];

function acted(given: ToolInput<'workflow_action'>, input: PlannerInput): Answer {
  const { command } = given;
  const workflow = given.workflow_id === '' ? null : find(input.workflows, given.workflow_id);
  if (!workflow && (given.workflow_id !== '' || !WITHOUT_WORKFLOW.includes(command))) return unknown(input);
  if (command === 'cancel' && !input.draft) return { error: 'There is no open draft to drop.' };
  const newName = given.new_name.trim();
  const reason = given.reason.trim().slice(0, 300);
  if (command === 'rename' && newName === '') return { error: 'new_name is empty: ask for the new name.' };
  const findings: Finding[] = [];
  const data: Record<string, Json> = toRecord(given.data, 'data', findings);
  if (findings.length > 0) return { findings };
  return {
    reply: {
      kind: 'act',
      command,
      workflow: workflow ? { id: workflow.id, name: workflow.name } : null,
      needsConfirmation: CONFIRMED.includes(command),
      ...(command === 'rename' ? { newName } : {}),
      ...(command === 'run' && given.data.length > 0 ? { data } : {}),
      ...(OF_A_RUN.includes(command) && reason !== '' ? { reason } : {}),
    },
  };
}

function find(workflows: KnownWorkflow[], id: string): KnownWorkflow | null {
  return workflows.find((workflow) => workflow.id === id) ?? null;
}

const unknown = (input: PlannerInput): Answer => ({
  error: `The person has no workflow with this id. Theirs are: ${JSON.stringify(input.workflows.slice(0, 50).map(listed))}. If it is not clear which one is meant, ask.`,
});

function search(workflows: KnownWorkflow[], query: string): unknown {
  const wanted = query.trim().toLowerCase();
  return workflows
    .filter((workflow) => workflow.name.toLowerCase().includes(wanted))
    .slice(0, 50)
    .map(listed);
}

function shown(id: string, input: PlannerInput): Answer {
  const workflow = find(input.workflows, id);
  if (!workflow) return unknown(input);
  return { found: { ...listed(workflow), version: workflow.version, definition: workflow.definition } };
}

function connectors(name: string, catalogue: Catalogue): Answer {
  const wanted = name.trim() === '' ? catalogue.services : [catalogue.service(name)].filter((each) => each !== null);
  if (wanted.length === 0) return { error: `There is no service "${name}".` };
  return {
    found: wanted.map((service) => ({
      service: service.service,
      title: service.title,
      actions: service.actions.map((action) => (name.trim() === '' ? action.action : actionText(action))),
      events: service.events.map((event) => event.event),
      sandbox_only: service.actions
        .filter((action) => action.connection === 'account' && !action.run)
        .map((action) => action.action),
    })),
  };
}
