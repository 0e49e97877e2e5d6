import type { Prompt } from './prompts.ts';
import { texts } from './texts.ts';
import type { Card } from './types.ts';

/** An effect that may have happened already is repeated only on a person's word. `repeat` and `leave`: what a yes and a no do. */
export const doubtfulCard = (
  { detail }: Pick<Prompt, 'detail'>,
  value: string,
  on: { repeat: string; leave: string; why: string },
): Card => ({
  title: texts.doubtfulTitle(detail.title),
  body: [{ kind: 'text', text: on.why }],
  choices: [
    { name: on.repeat, value, label: texts.yes, style: 'danger' },
    { name: on.leave, value, label: texts.no },
  ],
});
