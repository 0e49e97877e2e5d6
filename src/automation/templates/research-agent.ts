import type { Template } from './template.ts';

export const researchAgent: Template = {
  id: 'research-agent',
  title: 'Research agent',
  summary:
    'Writes down three questions about a subject, shows them to you, and after your yes answers each from the web and emails a report. Without an answer within a day it stops.',
  parameters: [
    { name: 'subject', label: 'What to research', kind: 'text', example: 'solar irrigation in Kenya' },
    { name: 'wait', label: 'How long to wait for your yes', kind: 'duration', example: '24h', value: '24h' },
    { name: 'to', label: 'Who gets the report', kind: 'email', example: 'ann@acme.example' },
  ],
  sample: {},
  definition: {
    name: 'Research agent',
    description: 'Questions you approve, answered from the web, as a report.',
    triggers: [{ type: 'manual' }],
    steps: [
      {
        id: 'questions',
        service: 'llm',
        action: 'generate',
        for_each: '{{ ["what it is and why it matters", "how it stands today", "what comes next"] }}',
        params: { prompt: 'Write one research question about [[subject]]: {{ item }}. Only the question.' },
        timeout: '1m',
        retry: { attempts: 3 },
      },
      {
        id: 'decision',
        service: 'flow',
        action: 'approve',
        params: {
          message: 'May I research these questions? {{ questions.results.map(one, one.text).join(" · ") }}',
          timeout: '[[wait]]',
        },
      },
      {
        id: 'not_wanted',
        service: 'flow',
        action: 'stop',
        params: { reason: 'The questions were not approved.' },
        condition: '{{ !decision.approved }}',
      },
      {
        id: 'search',
        service: 'search',
        action: 'search_info',
        for_each: '{{ questions.results }}',
        params: { query: '{{ item.text }}', count: 5 },
        timeout: '10s',
        retry: { attempts: 3 },
      },
      {
        id: 'answers',
        service: 'llm',
        action: 'generate',
        for_each: '{{ search.results }}',
        params: {
          prompt:
            'Answer this question from the material, and say where it is thin: {{ questions.results[int(index)].text }}',
          context: '{{ item.text }}',
        },
        timeout: '5m',
      },
      {
        id: 'report',
        service: 'llm',
        action: 'generate',
        params: {
          prompt: 'Put these answers about [[subject]] together as a report with a summary first.',
          context: '{{ answers.results.map(one, one.text).join(" ") }}',
        },
        timeout: '10m',
      },
      {
        id: 'mail',
        service: 'email',
        action: 'send_email',
        params: { to: '[[to]]', subject: 'Research: [[subject]]', body: '{{ report.text }}' },
      },
    ],
  },
};
