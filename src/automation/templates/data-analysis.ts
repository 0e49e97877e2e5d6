import type { Template } from './template.ts';

export const dataAnalysis: Template = {
  id: 'data-analysis',
  title: 'Data analysis',
  summary:
    'Reads a spreadsheet, checks what is in it, analyses every column, groups by one of them, finds rows that are alike where there are enough, keeps the findings and emails them with a picture.',
  parameters: [
    { name: 'sheet', label: 'The spreadsheet', kind: 'text', example: 'Orders 2026' },
    { name: 'group', label: 'Column to group by', kind: 'text', example: 'Name', value: 'Name' },
    { name: 'least', label: 'Rows it takes to look for alike ones', kind: 'number', example: '3', value: '3' },
    { name: 'clusters', label: 'Kinds of rows to look for', kind: 'number', example: '3', value: '3' },
    { name: 'keep', label: 'Spreadsheet of findings', kind: 'text', example: 'Findings', value: 'Findings' },
    { name: 'to', label: 'Who gets the findings', kind: 'email', example: 'ann@acme.example' },
  ],
  sample: {},
  definition: {
    name: 'Data analysis',
    description: 'What is in a spreadsheet, in numbers and in words.',
    triggers: [{ type: 'manual' }],
    steps: [
      { id: 'wanted', service: 'flow', action: 'set', params: { values: { group: '[[group]]' } } },
      {
        id: 'load',
        service: 'sheets',
        action: 'read_rows',
        params: { spreadsheet: '[[sheet]]' },
        timeout: '1m',
        retry: { attempts: 3 },
      },
      {
        id: 'invalid',
        service: 'flow',
        action: 'stop',
        condition: '{{ size(load.rows) == 0 || !(wanted.values.group in load.rows[0]) }}',
        params: {
          failed: true,
          reason:
            '{{ size(load.rows) == 0 ? "There are no rows to analyse." : "It has no column called " + wanted.values.group + "." }}',
        },
      },
      {
        id: 'explore',
        service: 'data',
        action: 'analyse',
        params: { input: '{{ load.rows }}' },
        timeout: '2m',
        retry: { attempts: 3, initial: '5s' },
      },
      {
        id: 'groups',
        service: 'data',
        action: 'transform',
        needs: ['invalid'],
        params: { input: '{{ load.rows }}', operation: 'group', field: '[[group]]' },
        on_error: 'continue',
      },
      {
        id: 'alike',
        service: 'data',
        action: 'transform',
        needs: ['invalid'],
        condition: '{{ size(load.rows) >= [[least]] }}',
        params: { input: '{{ load.rows }}', operation: 'cluster', count: '[[clusters]]' },
        timeout: '3m',
        retry: { attempts: 2 },
        on_error: 'continue',
      },
      {
        id: 'findings',
        service: 'llm',
        action: 'summarise',
        needs: ['explore', 'groups', 'alike'],
        params: {
          text: '{{ explore.summary }} {{ groups.status == "success" ? string(groups.output) : "" }} {{ alike.status == "success" ? string(alike.output) : "" }}',
          instructions: 'as findings, with what to look at next',
        },
      },
      {
        id: 'picture',
        service: 'image',
        action: 'generate',
        params: { prompt: 'A plain chart of these findings: {{ findings.text }}' },
        timeout: '90s',
        retry: { attempts: 2 },
        on_error: 'continue',
      },
      {
        id: 'save',
        service: 'sheets',
        action: 'append_row',
        needs: ['findings', 'picture'],
        params: {
          spreadsheet: '[[keep]]',
          values: ['{{ run.id }}', '{{ run.date }}', '[[sheet]]', '{{ findings.text }}'],
        },
        timeout: '30s',
        retry: { attempts: 5 },
      },
      {
        id: 'mail',
        service: 'email',
        action: 'send_email',
        params: {
          to: '[[to]]',
          subject: 'Findings of [[sheet]]',
          body: '{{ findings.text }} {{ picture.status == "success" ? picture.image_url : "" }}',
        },
      },
      {
        id: 'result',
        service: 'flow',
        action: 'set',
        params: {
          values: {
            id: '{{ run.id }}',
            summary: '{{ findings.text }}',
            urls: ['{{ save.url }}', '{{ picture.status == "success" ? picture.image_url : "" }}'],
            status: 'completed',
          },
        },
      },
    ],
  },
};
