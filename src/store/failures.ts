/** A step left out, or done with other parameters than its templates give. */
export interface Amendment {
  what: 'skip' | 'change';
  params?: Record<string, unknown>;
  by: string;
  /** ISO instant. */
  at: string;
}

/** What a person is asked after a failure, and what they said. */
export interface Asking {
  /** From 1; each failure of a run is asked about by itself. */
  round: number;
  step: string;
  error: string;
  /** The step may have happened all the same: repeating it asks once more. */
  doubtful: boolean;
  /** ISO instant; silence until then ends the run as failed. */
  deadline: string;
  decided: { choice: 'retry' | 'skip' | 'change' | 'undo' | 'stop'; by: string | null; at: string } | null;
}

export interface Undoing {
  state: 'running' | 'over';
  /** Counts requests: what could not be taken back may be asked for again. */
  request: number;
  /** Who asked for it; null where the definition says so. */
  by: string | null;
  at: Date;
  /** The run whose taking back this is part of, and which goes on with it. */
  within?: string;
}

/** What became of taking a step back. `nothing`: it surely had not happened · `cannot`: no way is known. */
export interface Undone {
  state: 'undone' | 'failed' | 'nothing' | 'cannot';
  /** "Invoice INV-1042 voided", or what still stands. */
  text: string;
  error: string | null;
  request: number;
  at: Date;
}
