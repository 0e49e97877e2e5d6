import type { Template } from './template.ts';

const PARTS = [
  'foundations',
  'core skills',
  'practice',
  'a project of your own',
  'common mistakes',
  'advanced techniques',
  'tools of the trade',
  'learning from others',
  'a larger project',
  'where to go next',
];

/** As many of the parts as were asked for, each with its number. */
const MODULES = `{{ [${PARTS.map((title, at) => `{"n": ${at + 1}, "title": "${title}"}`).join(', ')}].filter(one, one.n <= [[modules]]) }}`;

export const learningPath: Template = {
  id: 'learning-path',
  title: 'Learning path',
  summary:
    'Plans how to learn something in up to ten modules, finds material for each side by side, puts a week for each into the calendar, keeps the plan in Notion and emails it.',
  parameters: [
    { name: 'subject', label: 'What to learn', kind: 'text', example: 'watercolour painting' },
    { name: 'level', label: 'Level so far', kind: 'text', example: 'beginner', value: 'beginner' },
    { name: 'hours', label: 'Hours a week', kind: 'number', example: '4', value: '4' },
    { name: 'style', label: 'How you like to learn', kind: 'text', example: 'by doing', value: 'by doing' },
    { name: 'modules', label: 'Number of modules, up to ten', kind: 'number', example: '4', value: '4' },
    { name: 'page', label: 'Notion page for the plan', kind: 'text', example: 'Learning' },
    { name: 'to', label: 'Who gets the plan', kind: 'email', example: 'ann@acme.example' },
  ],
  sample: {},
  definition: {
    name: 'Learning path',
    description: 'A plan to learn something, with material for each part.',
    triggers: [{ type: 'manual' }],
    steps: [
      {
        id: 'analyse',
        service: 'llm',
        action: 'generate',
        params: {
          prompt:
            'What should someone at this level learn next? Subject: [[subject]]. Level: [[level]]. Learns best [[style]].',
        },
        timeout: '30s',
        retry: { attempts: 3 },
      },
      {
        id: 'modules',
        service: 'llm',
        action: 'generate',
        for_each: MODULES,
        params: {
          prompt: 'Describe the module “{{ item.title }}” of a path to learn [[subject]], for [[hours]] hours a week.',
          context: '{{ analyse.text }}',
        },
        timeout: '1m',
        retry: { attempts: 3, initial: '5s', max: '30s' },
      },
      {
        id: 'resources',
        service: 'search',
        action: 'search_info',
        needs: ['analyse'],
        for_each: MODULES,
        params: { query: '[[subject]] {{ item.title }} [[level]]', count: 3 },
        timeout: '45s',
        retry: { attempts: 2 },
      },
      {
        id: 'plan',
        service: 'llm',
        action: 'generate',
        needs: ['modules', 'resources'],
        params: {
          prompt: 'Put the modules and the material together as a week by week plan for [[hours]] hours a week.',
          context: '{{ string(modules.results) }} {{ string(resources.results) }}',
        },
      },
      {
        id: 'schedule',
        service: 'calendar',
        action: 'create_event',
        for_each: MODULES,
        params: {
          title: '[[subject]]: {{ item.title }}',
          start: '{{ addDays(run.date, 7 * item.n) }}T18:00',
          duration: '1 hour',
        },
        timeout: '20s',
        retry: { attempts: 2 },
      },
      {
        id: 'save',
        service: 'notion',
        action: 'create_page',
        params: { parent: '[[page]]', title: 'Learning [[subject]]', content: '{{ plan.text }}' },
        timeout: '30s',
        retry: { attempts: 5 },
      },
      {
        id: 'tell',
        service: 'email',
        action: 'send_email',
        background: true,
        params: { to: '[[to]]', subject: 'Your plan to learn [[subject]]', body: '{{ plan.text }} {{ save.url }}' },
        timeout: '15s',
        retry: { attempts: 3 },
      },
      {
        id: 'result',
        service: 'flow',
        action: 'set',
        needs: ['save', 'schedule'],
        params: {
          values: {
            path_id: '{{ run.id }}',
            modules: '{{ modules.results }}',
            estimated_duration_days: '{{ 7 * modules.count }}',
            resources_count: '{{ sum(resources.results.map(one, size(one.results))) }}',
          },
        },
      },
    ],
  },
};
