import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { briefly, id, number, said, text, title, url } from '../params.ts';
import { githubEvents } from './events.ts';
import { githubInbound } from './inbound.ts';

const createIssue = defineAction({
  service: 'github',
  action: 'create_issue',
  title: 'Create a GitHub issue',
  description: 'Opens an issue in a GitHub repository.',
  params: z.object({
    repository: id('the repository', {
      ask: 'In which GitHub repository (owner/name)?',
      spoken: ['repo', 'repository', 'in', 'on', 'in repo'],
    }),
    title: title('the title', {
      ask: 'What should the issue be called?',
      spoken: ['titled', 'called', 'named', 'with the title', 'saying', 'about'],
      main: true,
      fromTrigger: ['title', 'subject'],
    }),
    body: text('the text', { spoken: ['described as', 'with the text', 'body', 'description'], main: true }).optional(),
    labels: text('the labels', { spoken: ['labelled', 'labeled', 'label'] }).optional(),
  }),
  result: z.object({
    number: number('the issue number', { spoken: ['issue number', 'number'] }),
    url: url('the link to the issue', { main: true, spoken: ['issue', 'issue link', 'link'] }),
  }),
  effect: 'write',
  undoable: 'Issues can be closed.',
  undo: { report: (_p, r) => `Issue ${said(r.number)} closed` },
  idempotency: 'none',
  contract: 1,
  connection: 'account',
  words: {
    phrases: [
      'create|open|file|make|raise|add a github issue',
      'create|open|file|make|raise|add|log … issue … github',
      'github issue',
      'create|open|file|raise an issue',
    ],
    nouns: ['github', 'repo'],
  },
  describe: (p) => `Open the GitHub issue “${briefly(p.title)}” in ${said(p.repository)}`,
  report: (_p, r) => `Issue ${said(r.number)} opened`,
  simulate: (p) => ({ number: 1, url: `https://github.example/${p.repository}/issues/1` }),
});

export const github: ServiceSpec = {
  service: 'github',
  title: 'GitHub',

  nouns: ['github', 'git hub'],
  fields: [
    { name: 'access_token', label: 'Access token', secret: true, required: true },
    { name: 'webhook_secret', label: 'Webhook secret', secret: true, required: false },
  ],
  actions: [createIssue],
  events: [...githubEvents],
  inbound: githubInbound,
};
