/** One interpreter serves every workflow: Temporal shows each run under its workflow's own name. */
export { interpret as default } from './interpreter.ts';
/** The name no workflow of a person's can have (`typeOf`). */
export { upkeep as __upkeep } from './upkeep.ts';
