import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { briefly, choice, steady, text, url } from '../params.ts';

const generate = defineAction({
  service: 'image',
  action: 'generate',
  title: 'Make an image',
  description: 'Lets a model draw an image from words.',
  params: z.object({
    prompt: text('what the image shows', {
      ask: 'What should the image show?',
      spoken: ['of', 'showing', 'with', 'about'],
      main: true,
    }),
    style: text('the style', { spoken: ['in the style of', 'style'] }).optional(),
    size: choice('the size', ['1024x1024', '1024x1792', '1792x1024', '512x512'] as const).optional(),
    backend: choice('the image service', ['huggingface', 'openai'] as const).optional(),
    quality: choice('the quality', ['standard', 'hd'] as const).optional(),
    negative_prompt: text('what to leave out', { spoken: ['without'] }).optional(),
  }),
  result: z.object({
    image_url: url('the image', {
      main: true,
      spoken: ['image', 'picture', 'photo', 'drawing', 'illustration', 'poster', 'logo', 'banner'],
    }),
    prompt: text('what it shows'),
  }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  profile: 'model',
  connection: 'account',
  words: {
    phrases: [
      'make|create|generate|draw|paint|design|render an image|picture|photo|illustration|drawing|poster|banner|logo',
      'image|picture of',
      'paint|sketch|illustrate me',
      'draw',
    ],
    nouns: ['image', 'picture'],
  },
  describe: (p) => `Make an image: “${briefly(p.prompt)}”`,
  report: () => 'Image made',
  simulate: (p) => ({ image_url: `https://images.example/sample-${steady(p.prompt)}.png`, prompt: p.prompt }),
});

export const image: ServiceSpec = {
  service: 'image',
  title: 'Images',
  aliases: ['images'],
  nouns: ['image generator', 'dall-e'],
  fields: [{ name: 'api_key', label: 'API key', secret: true, required: true }],
  actions: [generate],
  events: [],
};
