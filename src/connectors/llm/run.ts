import { z } from 'zod';
import type { Json } from '../../automation/definition.ts';
import type { ActionContext } from '../define.ts';
import { askModel, final } from './ask.ts';

/** What the actions of `llm` do when they run; each answer is data and is read again before it goes on. */

const MAX_ANSWER = 100_000;

export async function generate(
  { prompt, context: material }: { prompt: string; context?: string | undefined },
  context: ActionContext,
): Promise<{ text: string }> {
  return { text: await words(prompt, { material: material ?? '' }, context) };
}

export async function summarise(
  { text, instructions }: { text: string; instructions?: string | undefined },
  context: ActionContext,
): Promise<{ text: string }> {
  const how = instructions ? ` This is how: ${instructions}` : ' A few short sentences.';
  return { text: await words(`Sum up the text of the document.${how}`, { text }, context) };
}

async function words(task: string, material: Record<string, unknown>, context: ActionContext): Promise<string> {
  const text = await askModel({ task, material }, context);
  if (text === '') throw final('The AI gave an empty answer.');
  return text.slice(0, MAX_ANSWER);
}

const MAX_FIELDS = 30;

/** Details by name, each a text; the empty string where the text does not tell. */
export async function extract(
  { text, fields }: { text: string; fields: string },
  context: ActionContext,
): Promise<{ data: Record<string, Json>; text: string }> {
  const names = named(fields);
  if (names.length === 0) throw final('No details are named to be pulled out.');
  if (names.length > MAX_FIELDS) throw final(`At most ${MAX_FIELDS} details can be pulled out of one text.`);
  const keys = new Map(names.map((name) => [keyOf(name), name]));
  const schema = closed(
    Object.fromEntries([...keys].map(([key, name]) => [key, { type: 'string', description: name }])),
  );
  const task =
    'Read these details out of the text of the document, as they stand there. Where it does not tell one, leave it empty.';
  const answer = await structured({ task, material: { text }, schema }, context, z.record(z.string(), z.string()));
  const data = Object.fromEntries([...keys.keys()].map((key) => [key, (answer[key] ?? '').slice(0, MAX_ANSWER)]));
  const lines = [...keys].map(([key, name]) => `${name}: ${data[key] ?? ''}`);
  return { data, text: lines.join('\n') };
}

const MAX_LABELS = 50;

/** One of the labels, never another. `confidence` from 0 to 1. */
export async function classify(
  { text, labels }: { text: string; labels: string },
  context: ActionContext,
): Promise<{ label: string; confidence: number }> {
  const names = named(labels);
  if (names.length < 2) throw final('At least two categories are needed.');
  if (names.length > MAX_LABELS) throw final(`At most ${MAX_LABELS} categories can be told apart.`);
  const schema = closed({
    label: { type: 'string', enum: names },
    confidence: { type: 'number', description: '0 to 1' },
  });
  const task = 'Which of the labels fits the text of the document best, and how sure is that?';
  const shape = z.object({ label: z.enum(names as [string, ...string[]]), confidence: z.number() });
  const { label, confidence } = await structured({ task, material: { text }, schema }, context, shape);
  return { label, confidence: Math.min(1, Math.max(0, confidence)) };
}

const MAX_STEPS = 4;

/** Thinks a goal through in a few steps of its own and answers in words. It has no tools: it changes and fetches nothing. */
export async function agent(
  { goal, context: material }: { goal: string; context?: string | undefined },
  context: ActionContext,
): Promise<{ text: string; steps: string[] }> {
  const given = { material: material ?? '' };
  const plan = await structured(
    {
      task: `Goal: ${goal}\nName the questions to be thought through to reach it, in order, ${MAX_STEPS} at most, each in one short line. There are no tools and no web.`,
      material: given,
      schema: closed({ steps: { type: 'array', items: { type: 'string' } } }),
    },
    context,
    z.object({ steps: z.array(z.string()) }),
  );
  const steps = plan.steps
    .map((step) => step.trim().slice(0, 300))
    .filter(Boolean)
    .slice(0, MAX_STEPS);
  const notes: { question: string; thought: string }[] = [];
  for (const question of steps) {
    context.heartbeat({ step: notes.length + 1, of: steps.length });
    const task = `Goal: ${goal}\nThink through this part, in a short paragraph: ${question}`;
    notes.push({ question, thought: await words(task, { ...given, notes }, context) });
  }
  const task = `Goal: ${goal}\nAnswer it in full from the material and the notes. Say plainly what cannot be known from them.`;
  return { text: await words(task, { ...given, notes }, context), steps };
}

/** "name, email and the amount" as separate names, each once. */
function named(list: string): string[] {
  const plain = list
    .split(/[,;\n/|]|\s(?:and|or|und|ou|na|au)\s/i)
    .map((name) => name.replaceAll(/^[\s•*-]+|[\s.]+$/g, '').replace(/^(and|or|the|a|an)\s+/i, ''))
    .map((name) => name.slice(0, 100))
    .filter(Boolean);
  return [...new Map(plain.map((name) => [name.toLowerCase(), name])).values()];
}

/** `Due date` as `due_date`: what later steps refer to. */
function keyOf(name: string): string {
  const key = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return key === '' || key === '__proto__' ? `field_${name.length}` : key;
}

function closed(properties: Record<string, unknown>): Record<string, unknown> {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

async function structured<T>(
  question: Parameters<typeof askModel>[0],
  context: ActionContext,
  shape: z.ZodType<T>,
): Promise<T> {
  const text = await askModel(question, context);
  try {
    return shape.parse(JSON.parse(text));
  } catch (error) {
    throw final('The AI answered in another form than it was asked for.', error);
  }
}
