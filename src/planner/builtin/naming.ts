import type { Definition } from '../../automation/definition.ts';
import type { Catalogue } from '../../connectors/catalogue.ts';
import { briefly } from '../../connectors/params.ts';
import type { KnownWorkflow } from '../types.ts';
import type { Sketch } from './sketch.ts';

/** A name and a description for a workflow nobody named. */
export function named(
  sketch: Sketch,
  catalogue: Catalogue,
  workflows: KnownWorkflow[],
  keep: string | null,
): { name: string; description: string } {
  const name = sketch.name ?? keep ?? invented(sketch, catalogue);
  const description = briefly(sketch.text, 300);
  return { name: sketch.name || keep ? (sketch.name ?? keep ?? name) : numbered(name, workflows), description };
}

function invented(sketch: Sketch, catalogue: Catalogue): string {
  const main = sketch.steps.filter((step) => catalogue.action(step.service, step.action)?.effect !== 'read');
  const step = main[0] ?? sketch.steps[0];
  const action = step ? catalogue.action(step.service, step.action) : null;
  const subject = step?.params.subject ?? step?.params.title ?? step?.params.message;
  const short =
    typeof subject === 'string' &&
    !subject.includes('{{') &&
    subject.length > 2 &&
    subject.length <= 40 &&
    !/https?:/.test(subject)
      ? subject.replace(/[\n"]/g, ' ').trim()
      : null;
  const webhook = sketch.triggers.find((trigger) => trigger.type === 'webhook');
  const event = webhook ? catalogue.event(webhook.service, webhook.event) : null;
  const base = short ?? action?.title ?? 'Workflow';
  return `${base}${event && !short ? ` when ${event.title}` : ''}`.slice(0, 70).trim();
}

function numbered(name: string, workflows: KnownWorkflow[]): string {
  const taken = new Set(workflows.filter((one) => one.status !== 'deleted').map((one) => one.name.toLowerCase()));
  let candidate = name;
  for (let at = 2; taken.has(candidate.toLowerCase()) && at < 1000; at += 1) candidate = `${name} ${at}`;
  return candidate;
}

/** The definition a finished sketch stands for. */
export function definitionOf(
  sketch: Sketch,
  catalogue: Catalogue,
  workflows: KnownWorkflow[],
  keep: string | null,
): Definition {
  const { name, description } = named(sketch, catalogue, workflows, keep);
  const triggers = sketch.triggers.length > 0 ? sketch.triggers : [{ type: 'manual' as const }];
  return { name, description, policy: sketch.policy, triggers, steps: sketch.steps };
}
