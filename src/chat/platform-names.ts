/** What people call a platform. One that is not listed is called by its id. */
const NAMES: Record<string, string> = {
  web: 'the web chat',
  slack: 'Slack',
  whatsapp: 'WhatsApp',
  'whatsapp-cloud': 'WhatsApp',
  terminal: 'the terminal',
  telegram: 'Telegram',
  signal: 'Signal',
  discord: 'Discord',
  teams: 'Teams',
  messenger: 'Messenger',
};

export const platformName = (platform: string): string =>
  NAMES[platform] ?? platform.charAt(0).toUpperCase() + platform.slice(1);

/** Whether a platform is the one named: WhatsApp is served in two ways. */
export const isPlatform = (platform: string, named: string): boolean =>
  platform === named || platform.startsWith(`${named}-`);
