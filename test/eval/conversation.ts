import type { Definition } from '../../src/automation/definition.ts';
import type { Finding } from '../../src/errors.ts';
import type { Case } from './format.ts';

/** What came back for one message, whichever way the product was asked. */
export interface Said {
  kind: 'ask' | 'propose' | 'act' | 'say';
  text: string;
  /** What a card beside it says, in words; empty without one. */
  card: string;
  missing: { name: string; label: string }[];
  act: { command: string; workflow: string | null; newName: string | null; needsConfirmation: boolean } | null;
  /** Drafts this message led to; the last one is the open one. */
  drafts: { definition: Definition; findings: Finding[] }[];
}

/** One conversation on a fixed clock. */
export interface Conversation {
  say(text: string): Promise<Said>;
  /** Ends it. What it left behind that it should not have: side effects, runs, activations. */
  end(): Promise<string[]>;
}

/** A way of talking to the product. */
export interface Driver {
  open(the: Case): Promise<Conversation>;
  stop(): Promise<void>;
}

/** A line of a transcript. */
export interface Line {
  from: 'person' | 'nod';
  text: string;
  said?: Said;
}

export interface Transcript {
  lines: Line[];
  /** Questions asked, needless ones among them. */
  questions: number;
  needless: number;
  /** Replies until it ended. */
  replies: number;
  /** Why driving it ended before the last turn was answered. */
  broke: string | null;
  /** Side effects, runs, activations. */
  effects: string[];
}
