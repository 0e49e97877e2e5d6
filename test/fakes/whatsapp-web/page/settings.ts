import type { Settings } from '../wire.ts';

interface Page {
  FAKE_SETTINGS: Settings;
  require: (name: string) => unknown;
  Debug: { VERSION: string };
}

/** The window as the page's own scripts see it. */
export const page = window as unknown as Window & Page;

export const settings: Settings = page.FAKE_SETTINGS;
