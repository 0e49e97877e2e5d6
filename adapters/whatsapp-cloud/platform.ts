import { z } from 'zod';
import { text } from '../../src/config-values.ts';
import type { PlatformDeclaration } from '../shared/platform.ts';
import { whatsAppSettings, whatsAppWords } from '../shared/whatsapp-settings.ts';

export const cloudWhatsAppSettings = {
  ...whatsAppSettings,
  /** WhatsApp through Meta's Cloud API; on when the token is set. */
  WHATSAPP_CLOUD_TOKEN: text.optional(),
  WHATSAPP_CLOUD_PHONE_NUMBER_ID: text.optional(),
  WHATSAPP_CLOUD_APP_SECRET: text.optional(),
  WHATSAPP_CLOUD_VERIFY_TOKEN: text.optional(),
  /** A template with one text parameter for what must be said outside the 24 hours, as `name` or `name:en_US`. */
  WHATSAPP_CLOUD_TEMPLATE: text.optional(),
  WHATSAPP_CLOUD_API_URL: z.url().default('https://graph.facebook.com'),
  WHATSAPP_CLOUD_API_VERSION: z
    .string()
    .regex(/^v\d+\.\d+$/, 'as v26.0')
    .default('v26.0'),
};

export const cloudWhatsApp: PlatformDeclaration = {
  id: 'whatsapp-cloud',
  ...whatsAppWords,
  title: 'WhatsApp Cloud API',
  variable: 'WHATSAPP_CLOUD_TOKEN',
  isOn: (config) => config.WHATSAPP_CLOUD_TOKEN !== undefined,
  open: async (deps) => (await import('./adapter.ts')).createWhatsAppCloudAdapter(deps),
};
