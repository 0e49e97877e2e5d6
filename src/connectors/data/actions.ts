import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { briefly, list, number, said, text } from '../params.ts';
import { analyse as runAnalyse, transform as runTransform } from './run.ts';

const any = (label: string, more: Record<string, unknown>) => z.any().meta({ kind: 'object', label, ...more });

const transform = defineAction({
  service: 'data',
  action: 'transform',
  title: 'Reshape data',
  description: 'Picks, filters, sorts, counts or sums up rows of data, without any AI.',
  params: z.object({
    input: any('the data', {
      ask: 'Which data should be reshaped?',
      main: true,
      fromTrigger: ['items', 'rows', 'data'],
    }),
    operation: z
      .enum([
        'pick',
        'filter',
        'sort',
        'count',
        'sum',
        'first',
        'last',
        'unique',
        'join',
        'csv',
        'json',
        'reverse',
        'group',
        'cluster',
        'template',
      ])
      .meta({
        kind: 'choice',
        label: 'what to do',
        ask: 'What should be done with the data: pick, filter, sort, count, sum, first, last, unique or join?',
      }),
    field: text('the field', { spoken: ['by', 'field', 'column'] }).optional(),
    value: any('the value', {}).optional(),
    count: number('how many').optional(),
    template: text('the pattern of a row').optional(),
  }),
  result: z.object({
    output: any('the result', {
      main: true,
      spoken: ['result', 'output', 'count', 'sum', 'total', 'rows', 'list', 'data'],
    }),
    count: number('how many'),
  }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  connection: 'none',
  short: true,
  words: {
    phrases: [
      'transform',
      'filter the rows|list|results|data',
      'sort the rows|list|results|data',
      'count the rows|list|results',
      'reformat',
      'convert … csv|json',
    ],
    nouns: [],
  },
  describe: (p) => `${said(p.operation)[0]?.toUpperCase() ?? ''}${said(p.operation).slice(1)} ${briefly(p.input, 60)}`,
  report: (_p, r) => `Data ready (${said(r.count)})`,
  simulate: (p) => ({ output: p.input ?? null, count: Array.isArray(p.input) ? p.input.length : 1 }),
  run: runTransform,
});

const analyse = defineAction({
  service: 'data',
  action: 'analyse',
  title: 'Analyse data',
  description: 'Counts, averages and extremes of each column of rows.',
  params: z.object({
    input: any('the data', {
      ask: 'Which data should be analysed?',
      main: true,
      fromTrigger: ['items', 'rows', 'data'],
    }),
  }),
  result: z.object({
    summary: text('the analysis', {
      main: true,
      spoken: ['analysis', 'statistics', 'stats', 'insights', 'summary', 'results', 'findings'],
    }),
    columns: list('the columns'),
    count: number('the number of rows'),
  }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  connection: 'none',
  short: true,
  words: {
    phrases: ['analyse|analyze', 'run an analysis', 'compute|calculate … statistics|stats|averages|totals'],
    nouns: ['statistics'],
  },
  describe: (p) => `Analyse ${briefly(p.input, 60)}`,
  report: (_p, r) => `Analysed ${said(r.count)} rows`,
  simulate: (p) => ({
    summary: '(counts, averages and extremes of the data)',
    columns: [],
    count: Array.isArray(p.input) ? p.input.length : 0,
  }),
  run: runAnalyse,
});

export const data: ServiceSpec = {
  service: 'data',
  title: 'Data',
  nouns: ['data'],
  fields: [],
  actions: [transform, analyse],
  events: [],
};
