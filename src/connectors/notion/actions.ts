import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { briefly, id, text, title, url } from '../params.ts';

const createPage = defineAction({
  service: 'notion',
  action: 'create_page',
  title: 'Create a Notion page',
  description: 'Writes a page in a Notion database or below a page.',
  params: z.object({
    parent: id('the database or page', {
      ask: 'In which Notion database or page?',
      spoken: ['in', 'under', 'to', 'database'],
    }),
    title: title('the title', {
      ask: 'What should the page be called?',
      spoken: ['titled', 'called', 'named', 'with the title', 'about'],
      main: true,
    }),
    content: text('the text', { spoken: ['saying', 'with', 'containing', 'content'], main: true }).optional(),
  }),
  result: z.object({
    page_id: id('the page id'),
    url: url('the link to the page', { main: true, spoken: ['page', 'page link', 'link'] }),
  }),
  effect: 'write',
  undoable: 'Pages can be deleted.',
  undo: { report: (p) => `Notion page “${briefly(p.title)}” deleted` },
  idempotency: 'none',
  contract: 1,
  connection: 'account',
  words: {
    phrases: [
      'create|add|make|write|new|start a notion page',
      'new page … notion',
      'create|add|make|write|save|put|log|record|store|note|track|copy|push|file … notion',
      'notion page',
    ],
    nouns: ['notion', 'notion page'],
  },
  describe: (p) => `Create the Notion page “${briefly(p.title)}”`,
  report: (p, _r) => `Notion page “${briefly(p.title)}” created`,
  simulate: () => ({ page_id: 'page_sample', url: 'https://notion.example/sample' }),
});

export const notion: ServiceSpec = {
  service: 'notion',
  title: 'Notion',

  nouns: ['notion'],
  fields: [{ name: 'access_token', label: 'Access token', secret: true, required: true }],
  actions: [createPage],
  events: [],
};
