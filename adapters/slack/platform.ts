import { z } from 'zod';
import { flag, text } from '../../src/config-values.ts';
import type { PlatformDeclaration } from '../shared/platform.ts';

export const slackSettings = {
  SLACK_BOT_TOKEN: text.optional(),
  SLACK_SIGNING_SECRET: text.optional(),
  SLACK_APP_TOKEN: text.optional(),
  SLACK_API_URL: z.url().optional(),
  /** Guests of the Slack team may use it like members; otherwise they are strangers. */
  SLACK_GUESTS: flag.default(false),
};

export const slack: PlatformDeclaration = {
  id: 'slack',
  name: 'Slack',
  called: ['slack'],
  preposition: 'in',
  variable: 'SLACK_BOT_TOKEN',
  isOn: (config) => config.SLACK_BOT_TOKEN !== undefined,
  open: async (deps) => (await import('./adapter.ts')).createSlackAdapter(deps),
};
