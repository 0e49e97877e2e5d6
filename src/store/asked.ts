/** What steps that wait for people keep: shown on cards, read by whoever decides. */

/** A gate as its card shows it. */
export interface GateState {
  /** `approve`: a step of the definition · `confirm`: put before a money step by the policy. */
  kind: 'approve' | 'confirm';
  /** Fingerprint of exactly what is decided; a decision names it. */
  seal: string;
  /** What is asked, in words: the step's own text, or what the money step would do. */
  text: string;
  /** ISO instant; silence until then rejects. */
  deadline: string;
  /** User ids who may decide. */
  deciders: string[];
  /** What the guarded step would do, in words. */
  what?: string | null;
  /** Who may decide, in words. */
  names?: string;
  /** Whoever is in it may decide as well: `#ops`, or `thread` for the workflow's own conversation. */
  channel?: string | null;
  /** How many must say yes. */
  needed?: number;
  onSilence?: 'reject' | 'approve' | 'continue';
  /** Instants at which those who have not answered are reminded, and how many of them have passed. */
  reminders?: string[];
  reminded?: number;
  /** What of the guarded step whoever approves may change. */
  changeable?: Changeable[];
  /** What each person said so far. */
  said?: { decision: 'approved' | 'rejected'; user: string; by: string; at: string; where: string | null }[];
  /** What was changed, once decided. */
  changes?: { name: string; from: unknown; to: unknown }[];
  /** Platform, or `api`. */
  where?: string | null;
  decision: 'approved' | 'rejected' | 'timeout' | null;
  /** Name of who decided; null while open or when the deadline decided. */
  decidedBy: string | null;
  at: string | null;
}

/** A parameter that may be changed before it is approved. */
export interface Changeable {
  name: string;
  label: string;
  kind: 'text' | 'number' | 'date';
  value: unknown;
}

/** A question of a run as its card shows it. */
export interface QuestionState {
  text: string;
  /** Fingerprint of exactly what is asked. */
  seal: string;
  kind: 'text' | 'number' | 'choice' | 'date' | 'file';
  options: string[];
  min: number | string | null;
  max: number | string | null;
  /** ISO instant. */
  deadline: string;
  /** User ids who may answer. */
  to: string[];
  names: string;
  /** Whoever is in it may answer as well: `#ops`, or `thread`. */
  channel: string | null;
  /** What silence stands for, in words; null where it fails the step. */
  silence: string | null;
  reminders: string[];
  reminded: number;
  answer?: unknown;
  answeredBy?: string;
  at?: string;
  where?: string | null;
}
