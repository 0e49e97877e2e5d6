/** How people and Nod speak of a platform. Each adapter declares its own, in its folder. */
export interface PlatformWords {
  /** As adapters and threads have it. */
  id: string;
  /** In a sentence: "Slack", "the web chat". */
  name: string;
  /** What people write for it, in small letters: "link whatsapp", "link wa". */
  called: readonly string[];
  /** "in Slack", "on WhatsApp". */
  preposition: 'in' | 'on';
}

/**
 * Chat platforms people ask for that Nod is not on: so that "link telegram" is understood and answered with what there is.
 * One that gets an adapter is named by that.
 */
const ELSEWHERE: readonly PlatformWords[] = [
  { id: 'telegram', name: 'Telegram', called: ['telegram'], preposition: 'on' },
  { id: 'signal', name: 'Signal', called: ['signal'], preposition: 'on' },
  { id: 'discord', name: 'Discord', called: ['discord'], preposition: 'on' },
  { id: 'teams', name: 'Teams', called: ['teams', 'ms teams', 'microsoft teams'], preposition: 'in' },
  { id: 'messenger', name: 'Messenger', called: ['messenger'], preposition: 'on' },
];

let known: readonly PlatformWords[] = ELSEWHERE;

/** Says which platforms there are, before anything else is said: by whoever wires the adapters together. */
export function namePlatforms(declared: readonly PlatformWords[]): void {
  known = [...declared, ...ELSEWHERE.filter((one) => !declared.some((own) => own.id === one.id))];
}

/** What people write for a platform, to the name adapters have it by; of several served alike (`x`, `x-other`) the first. */
export function platformsCalled(): ReadonlyMap<string, string> {
  return new Map([...known].reverse().flatMap(({ id, called }) => called.map((word) => [word, id] as const)));
}

/** What a platform is called in a sentence. One that nobody declared is called by its id. */
export const platformName = (platform: string): string =>
  known.find((one) => one.id === platform)?.name ?? platform.charAt(0).toUpperCase() + platform.slice(1);

/** "in Slack". */
export const onPlatform = (platform: string): string =>
  `${known.find((one) => one.id === platform)?.preposition ?? 'on'} ${platformName(platform)}`;

/** Whether a platform is the one named: one may be served in several ways, as `name` and `name-other`. */
export const isPlatform = (platform: string, named: string): boolean =>
  platform === named || platform.startsWith(`${named}-`);
