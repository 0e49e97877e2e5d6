import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { list, number, said, text, title, url } from '../params.ts';
import { readFeed } from './run.ts';

const read = defineAction({
  service: 'rss',
  action: 'read',
  title: 'Read an RSS feed',
  description: 'Reads the newest items of an RSS or Atom feed.',
  params: z.object({
    url: url('the address of the feed', { ask: 'What is the address of the feed?', spoken: ['feed', 'from', 'at'] }),
    limit: number('how many items', { spoken: ['top', 'latest', 'first', 'newest'] }).optional(),
  }),
  result: z.object({
    items: list('the items', { spoken: ['items', 'articles', 'posts', 'stories', 'entries'] }),
    text: text('the items in words', {
      main: true,
      spoken: ['items', 'feed', 'articles', 'headlines', 'stories', 'news', 'posts', 'entries', 'results'],
    }),
    title: title('the title of the feed'),
  }),
  effect: 'read',

  idempotency: 'natural',
  contract: 1,
  connection: 'none',
  words: {
    phrases: [
      'read|get|fetch|check|pull|load|grab|take|scan|open|collect the rss|feed',
      'read|get|fetch|check|pull|load|grab|take|scan|open|collect|go|look|follow|watch … rss|feed|feeds',
      'rss feed',
      'read',
    ],
    nouns: ['rss', 'feed', 'rss feed'],
  },
  describe: (p) => `Read the feed ${said(p.url)}`,
  report: (_p, r) => `Read ${Array.isArray(r.items) ? r.items.length : 0} items`,
  simulate: () => ({
    items: [{ title: 'A sample article', link: 'https://example.com/article', published: '2026-11-20' }],
    text: 'A sample article (https://example.com/article)',
    title: 'A sample feed',
  }),
  run: readFeed,
});

export const rss: ServiceSpec = {
  service: 'rss',
  title: 'RSS',

  nouns: ['rss', 'feed'],
  fields: [],
  actions: [read],
  events: [],
};
