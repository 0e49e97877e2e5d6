import { list } from '../../src/config-values.ts';

/** What both WhatsApps take. */
export const whatsAppSettings = {
  /** Numbers that may write to either WhatsApp, as +254712345678. */
  WHATSAPP_ALLOWED: list.default([]),
};

/** How both are spoken of: to people they are one. */
export const whatsAppWords = {
  name: 'WhatsApp',
  called: ['whatsapp', 'whats app', 'wa'],
  preposition: 'on',
} as const;
