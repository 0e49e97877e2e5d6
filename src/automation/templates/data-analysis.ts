import type { Template } from './template.ts';

export const dataAnalysis: Template = {
  id: 'data-analysis',
  title: 'Data analysis',
  summary:
    'Reads a spreadsheet, checks that there is something in it, analyses every column, groups by one of them where there are enough rows, and emails the findings with a picture.',
  parameters: [
    { name: 'sheet', label: 'The spreadsheet', kind: 'text', example: 'Orders 2026' },
    { name: 'group', label: 'Column to group by', kind: 'text', example: 'name', value: 'name' },
    { name: 'least', label: 'Rows it takes to group', kind: 'number', example: '3', value: '3' },
    { name: 'to', label: 'Who gets the findings', kind: 'email', example: 'ann@acme.example' },
  ],
  sample: {},
  definition: {
    name: 'Data analysis',
    description: 'What is in a spreadsheet, in numbers and in words.',
    triggers: [{ type: 'manual' }],
    steps: [
      {
        id: 'load',
        service: 'sheets',
        action: 'read_rows',
        params: { spreadsheet: '[[sheet]]' },
        timeout: '1m',
        retry: { attempts: 3 },
      },
      {
        id: 'nothing',
        service: 'flow',
        action: 'stop',
        params: { reason: 'There are no rows to analyse.' },
        condition: '{{ size(load.rows) == 0 }}',
      },
      { id: 'explore', service: 'data', action: 'analyse', params: { input: '{{ load.rows }}' }, timeout: '2m' },
      {
        id: 'groups',
        service: 'data',
        action: 'transform',
        needs: ['nothing'],
        params: { input: '{{ load.rows }}', operation: 'group', field: '[[group]]' },
        condition: '{{ size(load.rows) >= [[least]] }}',
        on_error: 'continue',
      },
      {
        id: 'findings',
        service: 'llm',
        action: 'summarise',
        needs: ['explore', 'groups'],
        params: {
          text: '{{ explore.summary }} {{ groups.status == "success" ? string(groups.output) : "" }}',
          instructions: 'as findings, with what to look at next',
        },
      },
      {
        id: 'picture',
        service: 'image',
        action: 'generate',
        params: { prompt: 'A plain chart of these findings: {{ findings.text }}' },
        on_error: 'continue',
      },
      {
        id: 'mail',
        service: 'email',
        action: 'send_email',
        needs: ['findings', 'picture'],
        params: {
          to: '[[to]]',
          subject: 'Findings of [[sheet]]',
          body: '{{ findings.text }} {{ picture.status == "success" ? picture.image_url : "" }}',
        },
      },
    ],
  },
};
