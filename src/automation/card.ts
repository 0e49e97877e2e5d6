import type { Block, Card, CardChoice, StepLine } from '../chat/types.ts';
import type { Actions } from './checks/context.ts';
import { type ChildView, runsWorkflow } from './children.ts';
import { zoneName } from './cron-words.ts';
import type { Definition } from './definition.ts';
import { diagramOf } from './diagram.ts';
import { changesInWords } from './diff.ts';
import { type Ceilings, effectsInWords, effectsOf, finalityInWords, moneyQuestion } from './effects.ts';
import { endingInWords } from './ending-words.ts';
import { policyInWords } from './policy-words.ts';
import { shortSeal } from './seal.ts';
import { startsInWords, stepDetail, stepInWords } from './step-words.ts';
import { type Upcoming, upcomingRuns } from './upcoming.ts';
import { dayAndTime, listInWords, plainInCard, sentence } from './words.ts';
import { zonedInstant } from './zone.ts';

/** The card of a draft: all that a person approves, in words computed from the definition. */
export interface DraftCardInput {
  draftId: string;
  definition: Definition;
  /** Null while something is not connected. */
  seal: string | null;
  assumptions: string[];
  catalogue: Actions;
  ceilings: Ceilings;
  /** ISO instant and the person's zone. */
  now: string;
  timeZone: string;
  /** Services without an account; `connectUrl` is the one-time page of one. `sandbox`: it may stand in. */
  missing: { service: string; connectUrl?: string; sandbox: boolean }[];
  /** Services a sandbox stands in for: said on the card. */
  sandboxed: string[];
  /** Services with an account of their own. */
  real?: string[];
  /** Workflows its steps run, in the versions the seal holds. */
  children?: ChildView[];
  /** The live definition this draft changes. */
  changes?: Definition;
  /** "Used today: KES 42,000 of 100,000.", where it pays and something was used. */
  used?: string;
  /** Once it is decided: the last line, as "✅ Approved by Wanjiru, Friday 20 November, 10:42". No choices then. */
  outcome?: string;
}

export function draftCard(input: DraftCardInput): Card {
  const { definition, catalogue, timeZone, seal } = input;
  const currency = definition.policy.currency ?? input.ceilings.currency;
  const effects = effectsOf(definition, catalogue, input.ceilings, input.children, input.real);
  const body: Block[] = [];
  const starts = plainInCard(startsInWords(definition, catalogue, timeZone));
  if (input.changes) {
    body.push(text(changesInWords(input.changes, definition, { catalogue, currency, timeZone })));
    body.push(text(`**With the change:** ${starts.charAt(0).toLowerCase()}${starts.slice(1)}`));
  } else body.push(text(starts));
  body.push({ kind: 'steps', steps: definition.steps.map((step) => stepLine(step, input, currency)) });
  for (const child of input.children ?? []) body.push(text(childInWords(child, input, currency)));
  body.push(text(`**What this does for you:** ${plainInCard(effectsInWords(effects))}`));
  const final = finalityInWords(effects);
  if (final) body.push(text(plainInCard(final)));
  const ending = endingInWords(definition);
  if (ending) body.push(text(ending));
  const policy = policyInWords(definition, input.ceilings.currency, catalogue);
  if (policy.length > 0) body.push(text(`**Limits:** ${plainInCard(sentence(policy.join('; ')))}`));
  if (input.used) body.push(text(plainInCard(input.used)));
  if (input.assumptions.length > 0) body.push(text(`**I assumed:** ${plainInCard(input.assumptions.join('; '))}`));
  const next = nextBlock(input);
  if (next) body.push(next);
  body.push(...connectionBlocks(input));
  const footer = [input.outcome, seal ? `\`${shortSeal(seal)}\`` : undefined].filter(Boolean).join(' · ');
  return {
    title: definition.name,
    body,
    ...(input.outcome === undefined && { choices: choicesOf(input, moneyQuestion(definition.name, effects)) }),
    ...(footer && { footer }),
    image: { svg: diagramOf(definition, catalogue, timeZone, currency), alt: altText(input, currency) },
  };
}

/** A workflow it runs, with all its steps: they are part of what is approved. */
function childInWords(child: ChildView, input: DraftCardInput, currency: string): string {
  const { definition } = child;
  const steps = definition.steps.map((step, index) => {
    const words = plainCode(stepInWords(step, definition, input.catalogue, currency));
    const inner = child.children.find((one) => runsWorkflow(step) && one.called === step.params.workflow);
    return `${index + 1}. ${words}${inner ? ` (${childInWords(inner, input, currency)})` : ''}`;
  });
  return `**Within it, “${plainInCard(child.name)}” (version ${child.version}):** ${steps.join(' ')}`;
}

const text = (content: string): Block => ({ kind: 'text', text: content });

function stepLine(step: Definition['steps'][number], input: DraftCardInput, currency: string): StepLine {
  const detail = stepDetail(step, input.definition, input.catalogue, currency);
  return {
    text: plainCode(stepInWords(step, input.definition, input.catalogue, currency)),
    ...(detail !== undefined && { detail: plainInCard(detail) }),
  };
}

/** Backticks of conditions that have no words stay; other marks of people's text do not count. */
const plainCode = (content: string): string => content.replace(/[*~]/g, (mark) => `${mark}\u2060`);

function altText(input: DraftCardInput, currency: string): string {
  const { definition, catalogue, timeZone } = input;
  const steps = definition.steps.map(
    (step, index) => `${index + 1}. ${stepInWords(step, definition, catalogue, currency)}`,
  );
  return `${startsInWords(definition, catalogue, timeZone)}. ${steps.join(' ')}`;
}

function nextBlock(input: DraftCardInput): Block | null {
  const runs = upcomingRuns(input.definition, input.now);
  if (runs.length === 0) return null;
  const lines = runs.map((run) => runInWords(run, input.timeZone, input.now));
  return text(`**Next:** ${lines.join(' · ')}`);
}

/** "Monday 23 November, 09:00"; jumps of the clock are said. */
export function runInWords(run: Upcoming, timeZone: string, now: string): string {
  if (run.at === null) {
    const would = dayAndTime(zonedInstant(run.local, run.zone), run.zone, Date.parse(now)).replace(/, \d\d:\d\d$/, '');
    return `${would}: no run, the clocks jump over ${run.local.slice(11)}`;
  }
  const when = dayAndTime(Date.parse(run.at), timeZone, Date.parse(now));
  const there =
    run.zone !== timeZone && zoneName(run.zone) !== zoneName(timeZone)
      ? ` (${run.local.slice(11)} ${zoneName(run.zone)})`
      : '';
  return `${when}${there}${run.jump === 'doubled' ? ' (the clocks show this time twice: it runs both times)' : ''}`;
}

function connectionBlocks(input: DraftCardInput): Block[] {
  const titleOf = (service: string) => input.catalogue.service(service)?.title ?? service;
  const blocks: Block[] = [];
  if (input.sandboxed.length > 0) {
    const names = listInWords(input.sandboxed.map(titleOf));
    blocks.push({
      kind: 'alert',
      level: 'info',
      text: `${names}: on the sandbox. Nothing leaves; you see what would be sent.`,
    });
  }
  if (input.outcome !== undefined || input.missing.length === 0) return blocks;
  const names = listInWords(input.missing.map((one) => titleOf(one.service)));
  const sandbox = input.missing.every((one) => one.sandbox) ? ' or **use the sandbox**' : '';
  blocks.push({
    kind: 'alert',
    level: 'warning',
    text: `Not connected yet: ${names}. **Connect**${sandbox}, then approve.`,
  });
  for (const { service, connectUrl } of input.missing)
    if (connectUrl) blocks.push({ kind: 'link', text: `Connect ${titleOf(service)}`, url: connectUrl });
  return blocks;
}

function choicesOf(input: DraftCardInput, confirm: string | null): CardChoice[] {
  const value = `${input.draftId}:${input.seal ?? ''}`;
  const choices: CardChoice[] = [];
  if (input.seal && input.missing.length === 0)
    choices.push({
      name: 'draft.approve',
      value,
      label: 'Approve',
      style: 'primary',
      ...(confirm !== null && { confirm }),
    });
  if (input.missing.length > 0 && input.missing.every((one) => one.sandbox))
    choices.push({ name: 'draft.sandbox', value, label: 'Use the sandbox', style: 'primary' });
  choices.push(
    { name: 'draft.change', value, label: 'Change', style: 'plain' },
    { name: 'draft.try', value, label: 'Try it', style: 'plain' },
    { name: 'draft.cancel', value, label: 'Cancel', style: 'danger' },
  );
  return choices;
}
