import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { id, object, said, url } from '../params.ts';

const createRecord = defineAction({
  service: 'airtable',
  action: 'create_record',
  title: 'Create an Airtable record',
  description: 'Writes a record in a table of an Airtable base.',
  params: z.object({
    base: id('the base', { ask: 'In which Airtable base?', spoken: ['base', 'in', 'in the'] }),
    table: id('the table', { ask: 'In which table?', spoken: ['table', 'to the', 'in'] }),
    values: object('the fields', {
      ask: 'What should the record hold?',
      spoken: ['with', 'containing', 'fields'],
      main: true,
    }),
  }),
  result: z.object({
    record_id: id('the record id', { main: true, spoken: ['record', 'record id'] }),
    url: url('the link to the record', { spoken: ['record link', 'link'] }),
  }),
  effect: 'write',
  undoable: 'Records can be deleted.',
  undo: { report: (p) => `Record deleted from ${said(p.table)}` },
  idempotency: 'none',
  contract: 1,
  connection: 'account',
  words: {
    phrases: [
      'create|add|make|save|put|insert|log|new|store|write|enter an airtable record|row|entry|line',
      'new record|row|entry|line … airtable',
      'create|add|make|save|put|insert|log|record|store|write|enter|note|track|register|capture|push … airtable',
      'create|add|make|save|put|insert|log a record',
      'airtable record|row',
    ],
    nouns: ['airtable'],
  },
  describe: (p) => `Add a record to ${said(p.table)} in Airtable`,
  report: (p, _r) => `Record added to ${said(p.table)}`,
  simulate: () => ({ record_id: 'record_sample', url: 'https://airtable.example/sample' }),
});

export const airtable: ServiceSpec = {
  service: 'airtable',
  title: 'Airtable',

  nouns: ['airtable'],
  fields: [{ name: 'access_token', label: 'Access token', secret: true, required: true }],
  actions: [createRecord],
  events: [],
};
