import { isObject } from '../args.ts';
import { elementsOf } from '../elements.ts';
import type { Json } from '../model.ts';
import { Refused } from '../refused.ts';
import type { State } from '../state.ts';
import { BLOCK } from './kinds.ts';
import { type Context, list, type Surface, wrong } from './schema.ts';

const LARGEST_MESSAGE = 13_200;
const MARKDOWN = 12_000;

/** Refuses blocks of a message that Slack would refuse, with its pointers. */
export function checkMessageBlocks(state: State, team: string, blocks: unknown[], root = '/blocks'): void {
  if (!blocks.every(isObject)) throw new Refused('invalid_blocks_format');
  const errors = errorsIn(state, team, blocks, 'message', root);
  if (errors.length > 0) {
    const messages = errors.map((error) => `[ERROR] ${error}`);
    throw new Refused('invalid_blocks', { errors, response_metadata: { messages } });
  }
  if (JSON.stringify(blocks).length > LARGEST_MESSAGE) throw new Refused('msg_blocks_too_long');
}

/** What is wrong with blocks, each with its JSON pointer; empty when Slack would take them. */
export function errorsIn(state: State, team: string, blocks: unknown, surface: Surface, root: string): string[] {
  const context: Context = {
    surface,
    errors: [],
    isImage: (file) => isShownImage(state, team, file),
  };
  list(BLOCK[surface], 0, surface === 'message' ? 50 : 100)(blocks, root, context);
  if (Array.isArray(blocks) && blocks.every(isObject)) {
    uniqueIds(blocks, root, context);
    together(blocks, root, context);
  }
  return context.errors;
}

function uniqueIds(blocks: Json[], root: string, context: Context): void {
  const seen = new Set<unknown>();
  blocks.forEach((block, index) => {
    const id = block.block_id;
    if (id !== undefined && seen.has(id)) {
      wrong(context, `${root}/${index}/block_id`, `\`block_id\` "${String(id)}" already exists for another block`);
    }
    seen.add(id);
  });
}

/** What may only be there once, or only so much of it in all. */
function together(blocks: Json[], root: string, context: Context): void {
  const markdown = blocks.filter((block) => block.type === 'markdown').map((block) => String(block.text ?? ''));
  if (markdown.join('').length > MARKDOWN) wrong(context, root, `must be less than ${MARKDOWN + 1} characters`);
  if (blocks.filter((block) => block.type === 'table').length > 1) wrong(context, root, 'only one table is allowed');
  const focused = elementsOf(blocks).filter((one) => one.element.focus_on_load === true);
  if (focused.length > 1) wrong(context, root, 'only one element can have `focus_on_load` set');
}

/** A picture the app uploaded, whose upload is complete, in a format Slack shows. */
function isShownImage(state: State, team: string, { id, url }: { id?: string; url?: string }): boolean {
  const file = id ? state.files.get(id) : [...state.files.values()].find((one) => url?.includes(one.id));
  if (!file || file.team !== team || file.state !== 'complete') return false;
  return /^image\/(png|jpe?g|gif)$/.test(file.mimetype);
}
