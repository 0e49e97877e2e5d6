import { flag } from '../../src/config-values.ts';
import type { PlatformDeclaration } from '../shared/platform.ts';

export const terminalSettings = {
  /** Lets `npm run chat` talk to it, on this machine and as its user. */
  TERMINAL_CHAT: flag.default(true),
};

export const terminal: PlatformDeclaration = {
  id: 'terminal',
  name: 'the terminal',
  called: ['terminal'],
  preposition: 'in',
  variable: null,
  isOn: (config) => config.TERMINAL_CHAT,
  open: async (deps) => (await import('./adapter.ts')).createTerminalAdapter(deps),
};
