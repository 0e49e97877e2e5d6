import type { Template } from './template.ts';

export const weeklyReport: Template = {
  id: 'weekly-report',
  title: 'Weekly report',
  summary: 'Every Monday, sums up a spreadsheet and emails the report to your team.',
  parameters: [
    { name: 'sheet', label: 'The spreadsheet', kind: 'text', example: 'Sales 2026' },
    { name: 'team', label: 'Who gets the report', kind: 'email', example: 'team@acme.example' },
    { name: 'time', label: 'Time of day', kind: 'time', example: '09:00', value: '09:00' },
  ],
  sample: {},
  definition: {
    name: 'Weekly report',
    description: 'Sums up the spreadsheet for the team.',
    triggers: [{ type: 'schedule', schedule_cron: '[[time]] * * 1', schedule_timezone: '[[time_zone]]' }],
    steps: [
      { id: 'fetch_data', service: 'sheets', action: 'read_rows', params: { spreadsheet: '[[sheet]]' } },
      {
        id: 'report',
        service: 'llm',
        action: 'summarise',
        params: { text: '{{ fetch_data.text }}', instructions: 'in five short points a busy team can act on' },
        condition: "{{ fetch_data.status == 'success' }}",
      },
      {
        id: 'mail',
        service: 'email',
        action: 'send_email',
        params: { to: '[[team]]', subject: 'Weekly report, {{ run.date }}', body: '{{ report.text }}' },
        condition: "{{ report.status == 'success' }}",
      },
    ],
  },
};
