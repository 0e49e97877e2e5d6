import { BLOCK_KIT } from './limits.ts';

/** What a conversation may begin with: shown as chips above the box (`assistant.threads.setSuggestedPrompts`). */
export const suggestedPrompts: readonly { title: string; message: string }[] = [
  { title: 'A weekly report', message: 'Every Monday at 9am email a weekly report to team@acme.example' },
  {
    title: 'When a payment comes in',
    message: 'When a customer pays me through IntaSend, create an invoice in QuickBooks and email them',
  },
  { title: 'A reminder', message: 'Remind me tomorrow at 10am to call the landlord' },
  { title: 'My workflows', message: 'List my workflows' },
].slice(0, BLOCK_KIT.prompts);

export const promptsTitle = 'What should happen by itself?';

/** The first words in an empty conversation. */
export const greeting = (name?: string): string =>
  `Hello${name ? ` ${name}` : ''}. Tell me in a sentence what should happen by itself, and when. I show you a card with every step before anything is set up; it starts only after you approve it.`;

/** Sentences the empty Home tab shows. */
export const examples: readonly string[] = suggestedPrompts.slice(0, 3).map((prompt) => prompt.message);
