/** One interpreter serves every workflow: Temporal shows each run under its workflow's own name. */
export { interpret as default } from './interpreter.ts';
