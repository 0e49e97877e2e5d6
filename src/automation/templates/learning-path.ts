import type { Template } from './template.ts';

export const learningPath: Template = {
  id: 'learning-path',
  title: 'Learning path',
  summary:
    'Plans how to learn something in four modules, finds material for each side by side, and keeps the plan in Notion.',
  parameters: [
    { name: 'subject', label: 'What to learn', kind: 'text', example: 'watercolour painting' },
    { name: 'level', label: 'Level so far', kind: 'text', example: 'beginner', value: 'beginner' },
    { name: 'hours', label: 'Hours a week', kind: 'number', example: '4', value: '4' },
    { name: 'style', label: 'How you like to learn', kind: 'text', example: 'by doing', value: 'by doing' },
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
        for_each: '{{ ["foundations", "core skills", "practice", "a project of your own"] }}',
        params: {
          prompt: 'Describe the module “{{ item }}” of a path to learn [[subject]], for [[hours]] hours a week.',
          context: '{{ analyse.text }}',
        },
        timeout: '1m',
        retry: { attempts: 3 },
      },
      {
        id: 'resources',
        service: 'search',
        action: 'search_info',
        needs: ['analyse'],
        for_each: '{{ ["foundations", "core skills", "practice", "a project of your own"] }}',
        params: { query: '[[subject]] {{ item }} [[level]]', count: 3 },
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
        id: 'save',
        service: 'notion',
        action: 'create_page',
        params: { parent: '[[page]]', title: 'Learning [[subject]]', content: '{{ plan.text }}' },
        retry: { attempts: 5 },
      },
      {
        id: 'tell',
        service: 'email',
        action: 'send_email',
        params: { to: '[[to]]', subject: 'Your plan to learn [[subject]]', body: '{{ plan.text }} {{ save.url }}' },
      },
    ],
  },
};
