import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { id, list, number, said, text } from '../params.ts';

const spreadsheet = () =>
  id('the spreadsheet', {
    ask: 'Which spreadsheet (its name or link)?',
    spoken: ['sheet', 'spreadsheet', 'google sheet', 'to', 'into', 'of', 'from', 'in'],
  });

const appendRow = defineAction({
  service: 'sheets',
  action: 'append_row',
  title: 'Add a row to a sheet',
  description: 'Adds one row at the end of a Google sheet.',
  params: z.object({
    spreadsheet: spreadsheet(),
    values: z.union([z.array(z.any()).max(500), z.record(z.string(), z.any())]).meta({
      kind: 'list',
      label: 'the values of the row',
      ask: 'What should the row hold?',
      spoken: ['with', 'containing', 'of', 'having'],
      main: true,
    }),
    tab: text('the tab', { spoken: ['tab'] }).optional(),
  }),
  result: z.object({
    row: number('the row number', { main: true, spoken: ['row number', 'row'] }),
    url: text('the link to the sheet', { spoken: ['sheet link', 'link'] }),
  }),
  effect: 'write',
  undoable: 'Rows can be deleted.',
  undo: { report: (p) => `Row deleted from ${said(p.spreadsheet)}` },
  idempotency: 'none',
  contract: 1,
  connection: 'account',
  words: {
    phrases: [
      'add|append|insert|put|write|log|save|record a row|line|entry',
      'add|append|insert|put|write|log|save|record|store|drop|note|track|enter|register|capture … sheet|sheets|spreadsheet',
      'new|row|line|entry … sheet|sheets|spreadsheet',
      'update … sheet|spreadsheet',
    ],
    nouns: ['sheet', 'sheets', 'google sheet', 'spreadsheet', 'google sheets'],
  },
  describe: (p) => `Add a row to ${said(p.spreadsheet)}`,
  report: (p) => `Row added to ${said(p.spreadsheet)}`,
  simulate: () => ({ row: 42, url: 'https://sheets.example/sample' }),
});

const readRows = defineAction({
  service: 'sheets',
  action: 'read_rows',
  title: 'Read rows of a sheet',
  description: 'Reads the rows of a Google sheet; the first row names the columns.',
  params: z.object({
    spreadsheet: spreadsheet(),
    tab: text('the tab', { spoken: ['tab'] }).optional(),
    limit: number('how many rows', { spoken: ['first'] }).optional(),
  }),
  result: z.object({
    rows: list('the rows', { spoken: ['rows', 'row', 'lines', 'entries', 'records', 'people', 'each', 'them'] }),
    text: text('the rows in words', { main: true, spoken: ['rows', 'contents', 'sheet', 'data', 'list', 'them'] }),
    count: number('the number of rows', { spoken: ['count', 'number of rows', 'how many'] }),
  }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  connection: 'account',
  short: true,
  words: {
    phrases: [
      'read|get|fetch|load|pull|take|go|check|open|look the rows',
      'read|get|fetch|load|pull|take|check|open|go … rows|row|lines|entries … sheet|sheets|spreadsheet',
      'read|get|fetch|load|pull|check|open … sheet|sheets|spreadsheet',
      'go|look through … sheet|spreadsheet',
    ],
    nouns: ['sheet', 'sheets', 'google sheet', 'spreadsheet', 'google sheets'],
  },
  describe: (p) => `Read the rows of ${said(p.spreadsheet)}`,
  report: (p, r) => `Read ${said(r.count)} rows of ${said(p.spreadsheet)}`,
  simulate: () => ({
    rows: [
      { Name: 'Amina Sample', Phone: '+254700000001', Email: 'amina@example.com', Balance: 1200 },
      { Name: 'Otieno Sample', Phone: '+254700000002', Email: 'otieno@example.com', Balance: 800 },
    ],
    text: 'Amina Sample, +254700000001, 1200\nOtieno Sample, +254700000002, 800',
    count: 2,
  }),
});

export const sheets: ServiceSpec = {
  service: 'sheets',
  title: 'Google Sheets',
  aliases: ['google_sheets', 'spreadsheet', 'gsheets'],
  nouns: ['google sheet', 'sheet', 'sheets', 'spreadsheet'],
  fields: [{ name: 'access_token', label: 'Access token', secret: true, required: true }],
  actions: [appendRow, readRows],
  events: [],
};
