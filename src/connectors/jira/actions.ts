import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { briefly, id, said, text, title, url } from '../params.ts';

const createIssue = defineAction({
  service: 'jira',
  action: 'create_issue',
  title: 'Create a Jira issue',
  description: 'Writes an issue in a Jira project.',
  params: z.object({
    project: id('the project', { ask: 'In which Jira project?', spoken: ['project', 'in', 'in project'] }),
    title: title('the title', {
      ask: 'What should the issue be called?',
      spoken: ['titled', 'called', 'named', 'with the title', 'saying', 'about'],
      main: true,
      fromTrigger: ['title', 'subject'],
    }),
    description: text('the description', {
      spoken: ['described as', 'with the description', 'description'],
      main: true,
    }).optional(),
  }),
  result: z.object({
    issue_key: id('the issue key', { main: true, spoken: ['issue key', 'issue', 'ticket', 'key', 'ticket number'] }),
    url: url('the link to the issue', { spoken: ['issue link', 'ticket link', 'link'] }),
  }),
  effect: 'write',
  undoable: 'Issues can be closed.',
  undo: { report: (_p, r) => `Jira issue ${said(r.issue_key)} closed` },
  idempotency: 'none',
  contract: 1,
  connection: 'account',
  words: {
    phrases: [
      'create|open|file|make|raise|add a jira issue|ticket|task|bug',
      'create|open|file|make|raise|add|log|copy|turn|put|push|mirror|record|duplicate … jira',
      'new ticket|issue|task|bug|card|story … jira',
      'jira issue|ticket|task|bug|card|story',
    ],
    nouns: ['jira', 'jira ticket'],
  },
  describe: (p) => `Create the Jira issue “${briefly(p.title)}” in ${said(p.project)}`,
  report: (_p, r) => `Jira issue ${said(r.issue_key)} created`,
  simulate: () => ({ issue_key: 'SAMPLE-1', url: 'https://jira.example/browse/SAMPLE-1' }),
});

export const jira: ServiceSpec = {
  service: 'jira',
  title: 'Jira',
  aliases: ['atlassian'],
  nouns: ['jira'],
  fields: [
    { name: 'site', label: 'Site address', secret: false, required: true },
    { name: 'email', label: 'Account email', secret: false, required: true },
    { name: 'api_token', label: 'API token', secret: true, required: true },
  ],
  actions: [createIssue],
  events: [],
};
