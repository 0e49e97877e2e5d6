import type { ServiceSpec } from '../define.ts';
import { approve } from './approve.ts';
import { ask } from './ask.ts';
import { loop } from './loop.ts';
import { runWorkflow } from './run-workflow.ts';
import { set } from './set.ts';
import { stop } from './stop.ts';
import { wait } from './wait.ts';

/** Control flow as steps. The interpreter carries these out itself; they need no connection and have no `run`. */
export const flow: ServiceSpec = {
  service: 'flow',
  title: 'Control flow',
  nouns: [],
  fields: [],
  actions: [wait, approve, set, stop, ask, runWorkflow, loop],
  events: [],
};
