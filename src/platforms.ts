import type { Config } from './config.ts';

/** A platform a person can be reached on besides the page: what turns it on, and whether that is set. */
export interface Platform {
  id: string;
  name: string;
  variable: string;
  isOn(config: Config): boolean;
}

export const PLATFORMS: readonly Platform[] = [
  {
    id: 'slack',
    name: 'Slack',
    variable: 'SLACK_BOT_TOKEN',
    isOn: (config) => config.SLACK_BOT_TOKEN !== undefined,
  },
  {
    id: 'whatsapp',
    name: 'WhatsApp',
    variable: 'WHATSAPP_ENABLED=true',
    isOn: (config) => config.WHATSAPP_ENABLED,
  },
  {
    id: 'whatsapp-cloud',
    name: 'WhatsApp Cloud API',
    variable: 'WHATSAPP_CLOUD_TOKEN',
    isOn: (config) => config.WHATSAPP_CLOUD_TOKEN !== undefined,
  },
];
