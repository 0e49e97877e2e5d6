import type { Template } from './template.ts';

export const researchAgent: Template = {
  id: 'research-agent',
  title: 'Research agent',
  summary:
    'Writes down three questions about a subject, asks you about each, answers them from the web and emails a report. A question you leave unanswered for a day ends it, and says which there were.',
  parameters: [
    { name: 'subject', label: 'What to research', kind: 'text', example: 'solar irrigation in Kenya' },
    { name: 'wait', label: 'How long to wait for each answer', kind: 'duration', example: '24h', value: '24h' },
    { name: 'to', label: 'Who gets the report', kind: 'email', example: 'ann@acme.example' },
  ],
  sample: {},
  definition: {
    name: 'Research agent',
    description: 'Questions you have a say in, answered from the web, as a report.',
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
        id: 'focus',
        service: 'flow',
        action: 'ask',
        for_each: '{{ questions.results }}',
        params: {
          question: 'May I research this? Answer yes, or write what I should look at instead: {{ item.text }}',
          timeout: '[[wait]]',
        },
        on_error: 'continue',
      },
      {
        id: 'unanswered',
        service: 'flow',
        action: 'stop',
        params: {
          reason: 'Not answered in time: {{ questions.results.map(one, one.text).join(" · ") }}',
        },
        condition: '{{ focus.failed > 0 }}',
      },
      {
        id: 'search',
        service: 'search',
        action: 'search_info',
        for_each: '{{ focus.results }}',
        params: { query: '{{ questions.results[int(index)].text }} {{ item.answer }}', count: 5 },
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
            'Answer this question from the material, and say where it is thin: {{ questions.results[int(index)].text }} (asked for: {{ focus.results[int(index)].answer }})',
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
