import type { Json } from '../../src/automation/definition.ts';
import type { Wanted } from '../../src/automation/fitting.ts';
import type { Call } from './contract.ts';

/** What interpreter and activities say to each other about people: gates and questions. Plain JSON, types only. */

/** A parameter that whoever approved changed first. */
export interface Change {
  name: string;
  from: Json;
  to: Json;
}

/** What one person said. */
export interface Said {
  decision: 'approved' | 'rejected';
  user: string;
  by: string;
  at: string;
  /** Platform, or `api`; null where it is not known. */
  where: string | null;
  changes: Change[];
}

/** How a gate ended; `by` is null where silence decided. */
export interface Decided {
  decision: 'approved' | 'rejected' | 'timeout';
  by: string | null;
  at: string;
  where?: string | null;
  changes?: Change[];
  decisions?: Said[];
}

/** The step a gate guards, with its parameters computed. */
export interface Guarded {
  step: string;
  params: Record<string, Json>;
}

interface Place {
  path: string;
  iteration: number;
}

export interface GateCall extends Call, Place {
  step: string;
  kind: 'approve' | 'confirm';
  params: Record<string, Json>;
  guarded?: Guarded;
}

export interface OpenGate extends Place {
  seal: string;
  /** ISO instant. */
  deadline: string;
  /** Users who may decide. Of what follows runs of earlier versions know nothing. */
  deciders: string[];
  /** Who may decide, in words. */
  names?: string;
  /** Whoever is in it may decide too. */
  channel?: string | null;
  /** May not decide, though in the channel: whoever started the run. */
  excluded?: string | null;
  needed?: number;
  onSilence?: 'reject' | 'approve' | 'continue';
  /** Instants still to come, and how many came before this history. */
  reminders?: string[];
  reminded?: number;
  /** What may be changed, as it is now. */
  changeable?: Record<string, Json>;
  /** What was said before this history began. */
  said?: Said[];
  /** It was decided in an earlier try, which stands. */
  decided?: Decided;
}

export interface QuestionCall extends Call, Place {
  step: string;
  params: Record<string, Json>;
}

export interface OpenQuestion extends Place {
  seal: string;
  deadline: string;
  to: string[];
  names: string;
  channel: string | null;
  wanted: Wanted;
  reminders: string[];
  /** How many came before this history. */
  reminded?: number;
  /** It was answered in an earlier try, which stands. */
  answered?: Answered;
}

export interface Answered {
  value: Json;
  by: string;
  at: string;
  where: string | null;
}

/** Something about a gate or question that is still open, to be written down and shown. */
export interface NewsCall extends Call, Place {
  step: string;
  /** Reminders that are due so far. */
  reminded: number;
  said?: Said[];
  /** Set where they were moved on; reminders are those still to come. */
  deadline?: string;
  reminders?: string[];
}

export interface PeopleActivities {
  gate(call: GateCall): Promise<OpenGate>;
  question(call: QuestionCall): Promise<OpenQuestion>;
  news(call: NewsCall): Promise<void>;
}
