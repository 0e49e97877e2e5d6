import type { Catalogue } from '../../connectors/catalogue.ts';
import type { PlannerInput, PlannerReply } from '../types.ts';
import type { Dialog } from './dialog.ts';
import type { Lexicon } from './lexicon.ts';
import type { Reading } from './read.ts';

/** One message and all that is known when it is read. */
export interface Turn {
  input: PlannerInput;
  lexicon: Lexicon;
  catalogue: Catalogue;
  dialog: Dialog;
  the: Reading;
}

export const keep = (dialog: Dialog, answer: PlannerReply): PlannerReply => ({ ...answer, dialog });
