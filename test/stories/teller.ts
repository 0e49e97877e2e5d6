/**
 * A person on some platform, as the stories see them: what they say, what they tap, what they read. One for each platform,
 * over the far side of it (a local stand-in of the service, or the page's own routes), never over Nod's insides.
 */
export interface Teller {
  /** "Slack, HTTP". */
  name: string;
  /** What the product is started with to be reached here. */
  env: Record<string, string>;
  /** Called once the product answers at `address`, and again after each restart. */
  arrive(address: string): Promise<void>;
  says(text: string): Promise<void>;
  /** Everything the bot has said in this conversation as it stands now, oldest first, in plain words. */
  reads(): Promise<string[]>;
  /** Whether something said since the person last spoke offers this: where cards stay as they were, older ones count no more. */
  offers(label: string | RegExp): Promise<boolean>;
  /** Taps a choice by its label on the newest of these: a button, a vote, a number. */
  taps(label: string | RegExp): Promise<void>;
  close(): Promise<void>;
}

/** Whether a label is the one meant. */
export const isLabel = (label: string, wanted: string | RegExp): boolean =>
  typeof wanted === 'string' ? label === wanted : wanted.test(label);
