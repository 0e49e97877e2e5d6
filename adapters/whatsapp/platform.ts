import { z } from 'zod';
import { flag, list, text } from '../../src/config-values.ts';
import type { PlatformDeclaration } from '../shared/platform.ts';
import { whatsAppSettings, whatsAppWords } from '../shared/whatsapp-settings.ts';

export const linkedWhatsAppSettings = {
  ...whatsAppSettings,
  /** WhatsApp through a linked device (WhatsApp Web). */
  WHATSAPP_ENABLED: flag.default(false),
  /** Where the log-in is kept: a folder of DATA_DIR, or the database where there is no lasting disk. */
  WHATSAPP_SESSION: z.enum(['disk', 'database']).default('disk'),
  /** Log in by a code typed on this phone instead of a QR code. */
  WHATSAPP_PAIR_NUMBER: text.optional(),
  /** Further arguments for Chromium, comma-separated. */
  WHATSAPP_BROWSER_ARGS: list.default([]),
  /** The browser; otherwise one is looked for. */
  PUPPETEER_EXECUTABLE_PATH: text.optional(),
};

export const linkedWhatsApp: PlatformDeclaration = {
  id: 'whatsapp',
  ...whatsAppWords,
  variable: 'WHATSAPP_ENABLED=true',
  isOn: (config) => config.WHATSAPP_ENABLED,
  open: async (deps) => (await import('./open.ts')).openWhatsApp(deps),
};
