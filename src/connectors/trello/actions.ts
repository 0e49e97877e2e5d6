import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { briefly, id, said, text, title, url } from '../params.ts';

const createCard = defineAction({
  service: 'trello',
  action: 'create_card',
  title: 'Create a Trello card',
  description: 'Puts a card into a list of a Trello board.',
  params: z.object({
    board: id('the board', { ask: 'On which Trello board?', spoken: ['board', 'on', 'on the'] }),
    list: id('the list', { ask: 'In which list of the board?', spoken: ['list', 'in', 'in the', 'to the'] }),
    title: title('the title', {
      ask: 'What should the card be called?',
      spoken: ['titled', 'called', 'named', 'with the title', 'saying', 'about', 'with'],
      main: true,
      fromTrigger: ['title', 'subject'],
    }),
    description: text('the description', {
      spoken: ['described as', 'with the description', 'description'],
      main: true,
    }).optional(),
  }),
  result: z.object({
    card_id: id('the card id'),
    url: url('the link to the card', { main: true, spoken: ['card', 'card link', 'link'] }),
  }),
  effect: 'write',
  undoable: 'Cards can be archived.',
  undo: { report: (p) => `Trello card “${briefly(p.title)}” archived` },
  idempotency: 'none',
  contract: 1,
  connection: 'account',
  words: {
    phrases: [
      'create|make|add|open|put a trello card',
      'create|make|add|open|put|copy|turn|push|drop|file … trello',
      'new card … trello',
      'trello card',
      'create|make|add a card',
    ],
    nouns: ['trello', 'trello card', 'trello board'],
  },
  describe: (p) => `Create the Trello card “${briefly(p.title)}” in ${said(p.list)}`,
  report: (p, _r) => `Trello card “${briefly(p.title)}” created`,
  simulate: () => ({ card_id: 'card_sample', url: 'https://trello.example/c/sample' }),
});

export const trello: ServiceSpec = {
  service: 'trello',
  title: 'Trello',

  nouns: ['trello'],
  fields: [
    { name: 'api_key', label: 'API key', secret: true, required: true },
    { name: 'token', label: 'Token', secret: true, required: true },
  ],
  actions: [createCard],
  events: [],
};
