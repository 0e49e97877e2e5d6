import type { PlatformWords } from '../../src/chat/platform-names.ts';

/** The page's own chat, always there. */
export const web: PlatformWords = {
  id: 'web',
  name: 'the web chat',
  called: ['web', 'web chat', 'webchat', 'page', 'web page', 'browser'],
  preposition: 'in',
};
