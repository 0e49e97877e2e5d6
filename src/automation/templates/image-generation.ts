import type { Json } from '../definition.ts';
import type { Template } from './template.ts';

/** What the run was started with, else what the template was filled in with. */
const asked = (name: string): string => `{{ trigger.?${name}.orValue(usual.values.${name}) }}`;

const draw = (backend: string, more: Record<string, Json>, params: Record<string, Json>): Json => ({
  id: `draw_${backend}`,
  service: 'image',
  action: 'generate',
  condition: `{{ wanted.values.backend == "${backend}" }}`,
  params: {
    prompt: '{{ wanted.values.prompt }}',
    style: '{{ wanted.values.style }}',
    size: '{{ wanted.values.size }}',
    backend,
    negative_prompt: '{{ wanted.values.negative_prompt }}',
    ...params,
  },
  on_error: 'continue',
  ...more,
});

const either = (field: string): string =>
  `draw_huggingface.status == "success" ? draw_huggingface.${field} : draw_openai.status == "success" ? draw_openai.${field} : ""`;

export const imageGeneration: Template = {
  id: 'image-generation',
  title: 'Image generation',
  summary:
    'Checks what is to be drawn, makes the image, keeps it, writes down how it went and emails the link. What is not safe is not drawn, and says so. Start it with a prompt of its own: run it with prompt: a red fox.',
  parameters: [
    { name: 'prompt', label: 'What to draw when nothing else is said', kind: 'text', example: 'a lighthouse at dawn' },
    { name: 'style', label: 'Style', kind: 'text', example: 'photorealistic', value: 'photorealistic' },
    { name: 'size', label: 'Size', kind: 'text', example: '1024x1024', value: '1024x1024' },
    { name: 'backend', label: 'huggingface or openai', kind: 'text', example: 'huggingface', value: 'huggingface' },
    { name: 'leave_out', label: 'What to leave out', kind: 'text', example: 'people', value: 'nothing' },
    { name: 'sheet', label: 'Spreadsheet that keeps the images', kind: 'text', example: 'Images', value: 'Images' },
    { name: 'history', label: 'Spreadsheet of how it went', kind: 'text', example: 'Tries', value: 'Image history' },
    { name: 'to', label: 'Who gets the link', kind: 'email', example: 'ann@acme.example' },
  ],
  sample: { prompt: 'a red fox in the snow' },
  definition: {
    name: 'Image generation',
    description: 'Checks a prompt, draws it, keeps and sends the result.',
    triggers: [{ type: 'manual' }],
    steps: [
      {
        id: 'usual',
        service: 'flow',
        action: 'set',
        params: {
          values: {
            prompt: '[[prompt]]',
            style: '[[style]]',
            size: '[[size]]',
            backend: '[[backend]]',
            negative_prompt: '[[leave_out]]',
          },
        },
      },
      {
        id: 'wanted',
        service: 'flow',
        action: 'set',
        params: {
          values: Object.fromEntries(
            ['prompt', 'style', 'size', 'backend', 'negative_prompt'].map((name) => [name, asked(name)]),
          ),
        },
      },
      {
        id: 'invalid',
        service: 'flow',
        action: 'stop',
        condition:
          '{{ size(string(wanted.values.prompt)) < 3 || size(string(wanted.values.prompt)) > 1000 || !(wanted.values.backend in ["huggingface", "openai"]) }}',
        params: {
          failed: true,
          reason:
            '{{ wanted.values.backend in ["huggingface", "openai"] ? "What is to be drawn takes 3 to 1,000 characters." : "I know no image service called " + string(wanted.values.backend) + "." }}',
        },
      },
      {
        id: 'filter',
        service: 'llm',
        action: 'classify',
        params: { text: '{{ wanted.values.prompt }}', labels: 'safe, unsafe' },
        timeout: '10s',
        retry: { attempts: 2, initial: '1s', max: '10s' },
      },
      {
        id: 'refuse',
        service: 'flow',
        action: 'stop',
        condition: '{{ filter.label != "safe" }}',
        params: { failed: true, reason: 'This is not something I may draw.' },
      },
      draw('huggingface', { needs: ['refuse'], timeout: '2m', retry: { attempts: 3, initial: '5s', max: '30s' } }, {}),
      draw(
        'openai',
        { needs: ['refuse'], timeout: '1m', retry: { attempts: 3, initial: '5s', max: '20s' } },
        { quality: '{{ wanted.values.style == "photorealistic" ? "hd" : "standard" }}' },
      ),
      {
        id: 'outcome',
        service: 'flow',
        action: 'set',
        needs: ['draw_huggingface', 'draw_openai'],
        params: {
          values: {
            url: `{{ ${either('image_url')} }}`,
            error:
              '{{ draw_huggingface.status == "failed" ? draw_huggingface.error : draw_openai.status == "failed" ? draw_openai.error : "" }}',
          },
        },
      },
      {
        id: 'save',
        service: 'sheets',
        action: 'append_row',
        condition: '{{ outcome.values.url != "" }}',
        params: {
          spreadsheet: '[[sheet]]',
          values: ['{{ run.date }}', '{{ wanted.values.prompt }}', '{{ outcome.values.url }}'],
        },
        timeout: '30s',
        retry: { attempts: 5, initial: '2s', max: '30s' },
      },
      {
        id: 'history',
        service: 'sheets',
        action: 'append_row',
        needs: ['outcome'],
        params: {
          spreadsheet: '[[history]]',
          values: [
            '{{ run.id }}',
            '{{ outcome.values.url == "" ? "failed" : "success" }}',
            '{{ outcome.values.url }}',
            '{{ outcome.values.error }}',
          ],
        },
        timeout: '10s',
        retry: { attempts: 3 },
        on_error: 'continue',
      },
      {
        id: 'tell',
        service: 'email',
        action: 'send_email',
        needs: ['outcome'],
        background: true,
        params: {
          to: '[[to]]',
          subject: '{{ outcome.values.url == "" ? "Your image could not be made" : "Your image is ready" }}',
          body: '{{ wanted.values.prompt }}: {{ outcome.values.url == "" ? outcome.values.error : outcome.values.url }}',
        },
        timeout: '15s',
        retry: { attempts: 3 },
      },
      {
        id: 'failed',
        service: 'flow',
        action: 'stop',
        needs: ['save', 'history'],
        condition: '{{ outcome.values.url == "" }}',
        params: { failed: true, reason: 'The image could not be made: {{ outcome.values.error }}' },
      },
      {
        id: 'result',
        service: 'flow',
        action: 'set',
        params: {
          values: {
            image_url: '{{ outcome.values.url }}',
            metadata: {
              style: '{{ wanted.values.style }}',
              size: '{{ wanted.values.size }}',
              backend: '{{ wanted.values.backend }}',
            },
            status: 'completed',
          },
        },
      },
    ],
  },
};
