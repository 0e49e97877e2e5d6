/** A platform a person can be reached on besides the page: `there` says whether this version has it, `variable` what turns it on. */
export interface Platform {
  id: string;
  name: string;
  variable: string;
  there: boolean;
}

export const PLATFORMS: readonly Platform[] = [
  { id: 'slack', name: 'Slack', variable: 'SLACK_BOT_TOKEN', there: false },
  { id: 'whatsapp', name: 'WhatsApp', variable: 'WHATSAPP_ENABLED=true', there: false },
];

/** What is said of one that is still to come. */
export const notYet = (variable: string): string => `${variable} will turn it on; not in this version yet`;
