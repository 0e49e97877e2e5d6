import type { Definition } from '../automation/definition.ts';
import type { Finding } from '../errors.ts';

/** A person's workflow as the planner may know it: no run-time data ever reaches a planner, only names, states and error words of our own. */
export interface KnownWorkflow {
  id: string;
  name: string;
  status: 'active' | 'paused' | 'failed' | 'deleted';
  version: number;
  definition: Definition | null;
  lastRun?: { status: 'running' | 'completed' | 'failed' | 'cancelled'; error?: string };
  /** False where it was made in another thread and is not told here: only its name means it. */
  here?: boolean;
}

export interface PlannerInput {
  /** What the person just said (several messages that arrived together are joined by a blank line). */
  text: string;
  /** What was said before, oldest first, bounded. Bot lines are what was shown, in words. */
  history: { from: 'user' | 'bot'; text: string; at: string }[];
  /** ISO 8601 instant. */
  now: string;
  /** IANA zone of the person. */
  timeZone: string;
  locale: string | null;
  /** ISO 4217; where an amount names none. */
  currency: string;
  owner: { name: string; email: string | null; phone: string | null };
  /** Whose usage a call counts as; absent where nobody keeps count. */
  who?: { workspace: string; user: string; thread: string | null };
  /** The draft being talked about. `workflow` when it changes a live one. */
  draft: {
    definition: Definition;
    assumptions: string[];
    workflow: { id: string; name: string; version: number } | null;
  } | null;
  workflows: KnownWorkflow[];
  /** Id of the workflow this conversation was last about: what "it" means where nothing else is talked of. */
  about?: string | null;
  /** What they asked for besides and comes next, in their words; absent where only the planner keeps it. */
  next?: string | null;
  /** What the planner kept from the last turn, as it returned it; plain JSON. */
  dialog: unknown;
  /** Checks a candidate definition as approval will: an empty list means it can be proposed. */
  check(definition: unknown): Finding[];
  signal?: AbortSignal;
  /** Partial text for "working on it". */
  onProgress?(text: string): void;
}

/** Something a question asks for. `name` is the parameter's name (or `time`, `trigger`, `workflow`). */
export interface Missing {
  name: string;
  /** Where it goes in the definition, where known: `steps[0].params.to`. */
  path?: string;
  label: string;
}

export const COMMANDS = [
  'list',
  'show',
  'run',
  'pause',
  'resume',
  'delete',
  'rename',
  'history',
  'why',
  'cancel',
  'stop_everything',
  'status',
  'cancel_run',
  'pause_run',
  'resume_run',
  'end_run',
  'run_progress',
] as const;
export type Command = (typeof COMMANDS)[number];

export type PlannerReply = {
  dialog?: unknown;
  /** What they asked for besides, kept until it is begun; null when nothing is left, absent where it stays as it is. */
  next?: string | null;
} & (
  | {
      kind: 'ask';
      text: string;
      options?: string[];
      missing: Missing[];
      /** It waits for no answer: a yes said next is one to the card that stands there. */
      waitsNot?: boolean;
    }
  | {
      kind: 'propose';
      definition: Definition;
      /** A sentence or two shown with the card (what was left out, what comes next); not the card itself. */
      text?: string;
      assumptions: string[];
      /** It is the open card, changed. */
      revises?: boolean;
      /** Set when it changes a live workflow. */
      workflow?: { id: string; baseVersion: number };
    }
  | {
      kind: 'act';
      command: Command;
      /** The person's own workflow; null for `list`, `cancel`, `stop_everything`, and for a run that the thread tells. */
      workflow: { id: string; name: string } | null;
      newName?: string;
      /** Data given with "run it with …". */
      data?: Record<string, unknown>;
      /** Why a run is cancelled, paused or ended, where that was said. */
      reason?: string;
      needsConfirmation: boolean;
      text?: string;
    }
  | { kind: 'say'; text: string }
);

/** Turns a conversation into the next reply. Throws PlannerUnavailable when it cannot think now. */
export type Planner = (input: PlannerInput) => Promise<PlannerReply>;

export class PlannerUnavailable extends Error {
  override name = 'PlannerUnavailable';
}
