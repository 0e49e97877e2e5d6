import { z } from 'zod';
import { type ConnectionField, defineAction, type ServiceSpec } from '../define.ts';
import { briefly, list, name, number, object, said, text } from '../params.ts';

/** Loaded by the first step that needs it: the model's client is large, and most workers never call it. */
const runs = () => import('./run.ts');

const about = { spoken: ['about', 'on', 'of', 'for', 'that', 'to'] };

const generate = defineAction({
  service: 'llm',
  action: 'generate',
  title: 'Write with AI',
  description: 'Lets a language model write a text from instructions.',
  params: z.object({
    prompt: text('what to write', { ask: 'What should the AI write?', main: true, ...about }),
    context: text('the material', { spoken: ['from', 'based on', 'using'] }).optional(),
  }),
  result: z.object({
    text: text('the text', {
      main: true,
      spoken: [
        'text',
        'draft',
        'post',
        'answer',
        'copy',
        'message',
        'reply',
        'article',
        'poem',
        'story',
        'caption',
        'tweet',
        'joke',
        'quote',
        'tip',
        'blog post',
        'content',
      ],
    }),
  }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  profile: 'model',
  connection: 'account',
  words: {
    phrases: [
      'have|let|ask|get|use|tell ai|claude|gpt|chatgpt|llm|nod … draft|write|generate|compose|create|produce|come|make',
      'write|draft|generate|compose|create|prepare|produce|make a post|text|poem|joke|quote|caption|tweet|article|blog|newsletter|story|paragraph|message|reply|summary|report|tip|greeting|copy|draft|email|response|update|description|haiku|thread',
      'use ai to',
      'ai write|draft|generate',
      'ask ai|claude|gpt|chatgpt',
      'write|draft|compose',
      'translate',
      'rewrite',
    ],
    nouns: ['ai', 'claude', 'gpt', 'chatgpt', 'language model', 'llm'],
  },
  describe: (p) => `Write with AI: “${briefly(p.prompt)}”`,
  report: () => 'Text written',
  simulate: (p) => ({ text: `(a text the AI would write: ${briefly(p.prompt, 200)})` }),
  run: async (params, context) => (await runs()).generate(params, context),
});

const summarise = defineAction({
  service: 'llm',
  action: 'summarise',
  title: 'Summarise',
  description: 'Lets a language model sum up a text.',
  params: z.object({
    text: text('what to sum up', {
      ask: 'What should be summed up?',
      main: true,
      fromTrigger: ['body', 'text', 'message'],
    }),
    instructions: text('how', { spoken: ['in', 'into', 'as', 'under', 'to'] }).optional(),
  }),
  result: z.object({
    text: text('the summary', {
      main: true,
      spoken: ['summary', 'digest', 'bullets', 'key points', 'highlights', 'text', 'recap', 'tldr', 'points'],
    }),
  }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  profile: 'model',
  connection: 'account',
  words: {
    phrases: [
      'summarise|summarize|condense|shorten|recap|digest',
      'sum up',
      'sum … up',
      'have|get … summarised|summarized|condensed|shortened',
      'turn|put|make … into a summary|digest',
      'condense|compress … into',
      'gist of',
      'make|write|create|give|get a summary|digest',
      'boil … down',
      'tldr',
    ],
    nouns: ['summary'],
  },
  describe: (p) => `Sum up ${briefly(p.text, 60)}${p.instructions ? ` ${said(p.instructions)}` : ''}`,
  report: () => 'Summary written',
  simulate: () => ({ text: '(a short summary the AI would write)' }),
  run: async (params, context) => (await runs()).summarise(params, context),
});

const extract = defineAction({
  service: 'llm',
  action: 'extract',
  title: 'Pull out details',
  description: 'Lets a language model pull named details out of a text.',
  params: z.object({
    text: text('the text', {
      ask: 'Which text should the details come from?',
      spoken: ['from', 'out of'],
      fromTrigger: ['body', 'text', 'message'],
      main: true,
    }),
    fields: text('the details', { ask: 'Which details should be pulled out?', spoken: ['the'] }),
  }),
  result: z.object({
    data: object('the details', { main: true, spoken: ['details', 'data', 'fields'] }),
    text: text('the details in words'),
  }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  profile: 'model',
  connection: 'account',
  words: { phrases: ['extract', 'pull out', 'pull … out of', 'parse … out of', 'pick out'], nouns: [] },
  describe: (p) => `Pull ${said(p.fields)} out of ${briefly(p.text, 60)}`,
  report: () => 'Details pulled out',
  simulate: (p) => ({ data: { sample: p.fields }, text: `${p.fields}: sample` }),
  run: async (params, context) => (await runs()).extract(params, context),
});

const classify = defineAction({
  service: 'llm',
  action: 'classify',
  title: 'Sort into a category',
  description: 'Lets a language model choose one of several labels for a text.',
  params: z.object({
    text: text('the text', {
      ask: 'Which text should be sorted?',
      fromTrigger: ['body', 'text', 'message', 'description'],
      main: true,
    }),
    labels: text('the categories', { ask: 'Which categories are there?', spoken: ['as', 'into', 'by', 'either'] }),
  }),
  result: z.object({
    label: name('the category', { main: true, spoken: ['category', 'label', 'class', 'sentiment', 'kind'] }),
    confidence: number('how sure it is'),
  }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  profile: 'model',
  connection: 'account',
  words: { phrases: ['classify', 'categorise|categorize', 'label', 'sort … into', 'triage', 'tag'], nouns: [] },
  describe: (p) => `Sort ${briefly(p.text, 60)} into ${said(p.labels)}`,
  report: (_p, r) => `Sorted as ${said(r.label)}`,
  simulate: (p) => ({ label: likeliest(p.text, p.labels.split(/,|\bor\b|\//)), confidence: 0.9 }),
  run: async (params, context) => (await runs()).classify(params, context),
});

const agent = defineAction({
  service: 'llm',
  action: 'agent',
  title: 'Let an AI agent work',
  description: 'Gives a language model a goal to work on with read-only tools; it answers in words.',
  params: z.object({
    goal: text('the goal', { ask: 'What should the agent find out or do?', spoken: ['to'], main: true }),
    context: text('the material', { spoken: ['from', 'with', 'using'] }).optional(),
  }),
  result: z.object({
    text: text('the answer', { main: true, spoken: ['answer', 'result', 'report', 'findings'] }),
    steps: list('what it did'),
  }),
  effect: 'read',
  idempotency: 'none',
  contract: 1,
  profile: 'model',
  connection: 'account',
  words: { phrases: ['have|let|ask|use|run an agent', 'ai agent', 'agent'], nouns: ['agent', 'ai agent'] },
  describe: (p) => `Let an AI agent work on “${briefly(p.goal)}”`,
  report: () => 'The agent has answered',
  simulate: (p) => ({ text: `(what the agent would answer: ${briefly(p.goal, 200)})`, steps: [] }),
  run: async (params, context) => (await runs()).agent(params, context),
});

const fields: ConnectionField[] = [
  { name: 'api_key', label: 'Anthropic API key', secret: true, required: true, env: 'ANTHROPIC_API_KEY' },
];

export const llm: ServiceSpec = {
  service: 'llm',
  title: 'AI',
  aliases: ['ai', 'claude', 'openai'],
  nouns: ['ai', 'claude', 'gpt', 'chatgpt'],
  fields,
  actions: [generate, summarise, extract, classify, agent],
  events: [],
};

/** The label a text itself names, else the first: so that a rehearsal can take each way. */
function likeliest(text: string, labels: string[]): string {
  const words = new Set(text.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  const known = labels.map((label) => label.trim()).filter(Boolean);
  return known.find((label) => words.has(label.toLowerCase())) ?? known[0] ?? 'sample';
}
