import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { briefly, list, number, text } from '../params.ts';
import { searchInfo as runSearch } from './run.ts';

const searchInfo = defineAction({
  service: 'search',
  action: 'search_info',
  title: 'Search the web',
  description: 'Searches the web and gives the first results.',
  params: z.object({
    query: text('the search words', { ask: 'What should I search for?', spoken: ['for', 'about', 'on'], main: true }),
    count: number('how many results', { spoken: ['top', 'first'] }).optional(),
  }),
  result: z.object({
    results: list('the results', { spoken: ['results', 'hits', 'findings', 'links'] }),
    text: text('the results in words', {
      main: true,
      spoken: ['results', 'findings', 'hits', 'answer', 'news', 'top results', 'headlines'],
    }),
  }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  connection: 'account',
  short: true,
  words: {
    phrases: [
      'search the web|internet|google|online',
      'web search',
      'search',
      'google',
      'look up',
      'look … up online',
      'find … online',
      'research',
      'search for',
      'find out',
      'find … news',
      'get|fetch|check … news',
      'check|get|fetch|find … exchange rate',
      'check|find|get … price of',
    ],
    nouns: ['web', 'google', 'internet', 'online'],
  },
  describe: (p) => `Search the web for “${briefly(p.query)}”`,
  report: (p, r) => `Found ${Array.isArray(r.results) ? r.results.length : 0} results for “${briefly(p.query)}”`,
  simulate: (p) => ({
    results: [
      {
        title: `Sample result for ${p.query}`,
        url: 'https://example.com/sample',
        snippet: 'A sample of what a search finds.',
      },
    ],
    text: `1. Sample result for ${p.query} (https://example.com/sample)`,
  }),
  run: runSearch,
});

export const search: ServiceSpec = {
  service: 'search',
  title: 'Web search',
  nouns: ['web search', 'google'],
  fields: [
    { name: 'api_url', label: 'Search address', secret: false, required: false, env: 'SEARCH_API_URL' },
    { name: 'api_key', label: 'Search API key', secret: true, required: true, env: 'SEARCH_API_KEY' },
  ],
  actions: [searchInfo],
  events: [],
};
