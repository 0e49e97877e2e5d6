import type { Template } from './template.ts';

export const imageGeneration: Template = {
  id: 'image-generation',
  title: 'Image generation',
  summary:
    'Checks what is to be drawn, makes the image, keeps it in a spreadsheet and emails the link. What is not safe is not drawn. Start it with a prompt of its own: run it with prompt: a red fox.',
  parameters: [
    { name: 'prompt', label: 'What to draw when nothing else is said', kind: 'text', example: 'a lighthouse at dawn' },
    { name: 'style', label: 'Style', kind: 'text', example: 'photorealistic', value: 'photorealistic' },
    { name: 'sheet', label: 'Spreadsheet that keeps the images', kind: 'text', example: 'Images', value: 'Images' },
    { name: 'to', label: 'Who gets the link', kind: 'email', example: 'ann@acme.example' },
  ],
  sample: { prompt: 'a red fox in the snow' },
  definition: {
    name: 'Image generation',
    description: 'Checks a prompt, draws it, keeps and sends the result.',
    triggers: [{ type: 'manual' }],
    steps: [
      {
        id: 'wanted',
        service: 'flow',
        action: 'set',
        params: { values: { asked: '{{ trigger.?prompt.orValue("") }}', usual: '[[prompt]]' } },
      },
      {
        id: 'filter',
        service: 'llm',
        action: 'classify',
        params: {
          text: '{{ wanted.values.asked == "" ? wanted.values.usual : wanted.values.asked }}',
          labels: 'safe, unsafe',
        },
        retry: { attempts: 2 },
      },
      {
        id: 'refuse',
        service: 'flow',
        action: 'stop',
        params: { reason: 'This is not something I may draw.' },
        condition: '{{ filter.label != "safe" }}',
      },
      {
        id: 'draw',
        service: 'image',
        action: 'generate',
        params: {
          prompt: '{{ wanted.values.asked == "" ? wanted.values.usual : wanted.values.asked }}',
          style: '[[style]]',
          size: '1024x1024',
        },
        retry: { attempts: 3 },
        timeout: '2m',
      },
      {
        id: 'history',
        service: 'sheets',
        action: 'append_row',
        params: { spreadsheet: '[[sheet]]', values: ['{{ run.date }}', '{{ draw.prompt }}', '{{ draw.image_url }}'] },
        on_error: 'continue',
      },
      {
        id: 'tell',
        service: 'email',
        action: 'send_email',
        needs: ['draw'],
        params: { to: '[[to]]', subject: 'Your image is ready', body: '{{ draw.prompt }}: {{ draw.image_url }}' },
      },
    ],
  },
};
