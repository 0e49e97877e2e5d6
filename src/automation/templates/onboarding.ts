import type { Template } from './template.ts';

export const onboarding: Template = {
  id: 'onboarding',
  title: 'Onboarding',
  summary: 'When somebody signs up, welcomes them by email and follows up a few days later.',
  parameters: [
    { name: 'product', label: 'What they signed up for', kind: 'text', example: 'Acme Books' },
    { name: 'wait', label: 'Time until the follow-up', kind: 'duration', example: '3d', value: '3d' },
    {
      name: 'question',
      label: 'Question of the follow-up',
      kind: 'text',
      example: 'How are you getting on?',
      value: 'How are you getting on?',
    },
  ],
  sample: { name: 'Amina', email: 'amina@acme.example' },
  definition: {
    name: 'Onboarding',
    description: 'A welcome, and a follow-up some days later.',
    triggers: [{ type: 'webhook', service: 'custom', event: 'user.signed_up' }],
    steps: [
      {
        id: 'welcome',
        service: 'email',
        action: 'send_email',
        params: {
          to: '{{ trigger.email }}',
          subject: 'Welcome to [[product]], {{ trigger.name }}',
          body: 'It is good to have you. Answer this email whenever you need something.',
        },
        timeout: '30s',
        retry: { attempts: 3 },
      },
      { id: 'days_pass', service: 'flow', action: 'wait', params: { duration: '[[wait]]' } },
      {
        id: 'follow_up',
        service: 'email',
        action: 'send_email',
        params: {
          to: '{{ trigger.email }}',
          subject: '{{ trigger.name }}, a question about [[product]]',
          body: '[[question]]',
        },
        timeout: '30s',
        retry: { attempts: 3 },
      },
    ],
  },
};
