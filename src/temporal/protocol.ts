/**
 * What client and interpreter say to each other by name. Pure: the workflow bundle imports it.
 */
export const SIGNAL = 'steer';
export const ARRIVED = 'arrived';
export const QUERY = 'getState';
export const DECIDE = 'decide';
export const CHOOSE = 'choose';
export const ANSWER = 'answer';

/** Types of the failures by which the interpreter's validator refuses a decision. */
export const REFUSED = 'refused';
export const ALREADY = 'already';
/** An answer that is not what was asked for. */
export const MISFIT = 'misfit';

export interface Steering {
  what: 'pause' | 'resume' | 'cancel';
  reason: string;
}

/** Temporal shows a run under its workflow's name; names it keeps for itself are moved out of the way. */
export function typeOf(name: string): string {
  const plain = name.trim().slice(0, 200) || 'workflow';
  return plain.startsWith('__') ? `workflow ${plain}` : plain;
}
