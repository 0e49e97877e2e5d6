import { z } from 'zod';
import type { Form } from '../../../src/chat/types.ts';
import { bareElements, richBlock, titleElements } from './body.ts';
import { clip, plain } from './clip.ts';
import { type FilledIn, filledIn, inputBlock, inputName } from './inputs.ts';
import type { KnownBlock, ModalView } from './kit.ts';
import { BLOCK_KIT } from './limits.ts';
import { withoutMarkup } from './markup.ts';
import { words } from './words.ts';

/** Marks the modals that are forms of a choice. */
export const FORM_CALLBACK = 'form';

const formMeta = z.object({
  thread: z.string(),
  messageId: z.string(),
  choice: z.object({ name: z.string(), value: z.string() }),
});

/** Where a form was opened: what its submission is the answer to. */
export type FormMeta = z.infer<typeof formMeta>;

/** A form as a modal. Throws RangeError where `meta` is longer than Slack carries. */
export function formModal(form: Form, meta: FormMeta): ModalView {
  const private_metadata = JSON.stringify(meta);
  if (private_metadata.length > BLOCK_KIT.privateMetadata) throw new RangeError('the form cannot carry so much');
  const title = withoutMarkup(form.title).trim() || words.submit;
  const blocks: KnownBlock[] = [];
  if (title.length > BLOCK_KIT.viewTitle) blocks.push(richBlock(titleElements(title)));
  const most = BLOCK_KIT.viewBlocks - 2;
  blocks.push(...form.inputs.slice(0, most).map((input, index) => inputBlock(input, index, { modal: true })));
  const rest = form.inputs.slice(most).map((input) => `• ${withoutMarkup(input.label)}`);
  if (rest.length > 0) blocks.push(richBlock(bareElements([words.moreInputs, ...rest].join('\n'))));
  return {
    type: 'modal',
    callback_id: FORM_CALLBACK,
    private_metadata,
    title: plain(clip(title, BLOCK_KIT.viewTitle), BLOCK_KIT.viewTitle),
    submit: plain(withoutMarkup(form.submit).trim() || words.submit, BLOCK_KIT.viewButton),
    close: plain(words.close, BLOCK_KIT.viewButton),
    blocks,
  };
}

/** The part of a submitted view that is read. */
export interface SubmittedView {
  callback_id?: string | undefined;
  private_metadata?: string | undefined;
  state?: { values?: unknown } | undefined;
  blocks?: readonly { block_id?: string | undefined }[] | undefined;
}

/** What was filled in, and what it answers; null for a view that is no form of ours. */
export function readForm(view: SubmittedView): (FilledIn & { meta: FormMeta }) | null {
  if (view.callback_id !== FORM_CALLBACK) return null;
  const meta = formMeta.safeParse(parsed(view.private_metadata ?? ''));
  return meta.success ? { meta: meta.data, ...filledIn(view.state?.values) } : null;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/**
 * What is wrong, by input name, as `errors` of a `response_action: 'errors'`; null where none of it belongs to an input
 * of this view, because Slack refuses errors of blocks it does not know.
 */
export function formErrors(view: SubmittedView, wrong: Record<string, string>): Record<string, string> | null {
  const errors: [string, string][] = [];
  for (const { block_id } of view.blocks ?? []) {
    const name = block_id === undefined ? null : inputName(block_id);
    const message = name === null ? undefined : wrong[name];
    if (block_id !== undefined && message) errors.push([block_id, clip(message, BLOCK_KIT.hint)]);
  }
  return errors.length > 0 ? Object.fromEntries(errors) : null;
}
