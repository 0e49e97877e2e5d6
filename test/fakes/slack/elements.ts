import type { FakeMessage, FakeView, Json } from './model.ts';

/** Something with blocks one can act on. */
export type Surface = FakeMessage | FakeView;

export interface Found {
  blockId: string;
  element: Json;
  /** The input block it stands in, if one. */
  input: Json | null;
}

/** Every interactive element of a surface, in the order one sees them. */
export function elementsOf(blocks: Json[]): Found[] {
  return blocks.flatMap((block) => {
    const blockId = String(block.block_id ?? '');
    const at = (element: unknown, input: Json | null = null): Found[] =>
      isInteractive(element) ? [{ blockId, element: element as Json, input }] : [];
    switch (block.type) {
      case 'actions':
      case 'context_actions':
        return list(block.elements).flatMap((one) => at(one));
      case 'section':
        return at(block.accessory);
      case 'input':
        return at(block.element, block);
      case 'card':
        return list(block.actions).flatMap((one) => at(one));
      case 'carousel':
        return elementsOf(list(block.elements).map((one) => ({ ...one, block_id: one.block_id ?? blockId })));
      case 'container':
        return elementsOf(list(block.child_blocks));
      default:
        return [];
    }
  });
}

/** The element with that `block_id|action_id`, action_id, label, button text or block_id. */
export function findElement(surface: { blocks: Json[] }, what: string): Found {
  const all = elementsOf(surface.blocks);
  const found =
    all.find((one) => `${one.blockId}|${String(one.element.action_id)}` === what) ??
    all.find((one) => one.element.action_id === what) ??
    all.find((one) => labelOf(one) === what) ??
    all.find((one) => one.blockId === what);
  if (found) return found;
  const there = all.map((one) => `${String(one.element.action_id)} "${labelOf(one)}"`).join(', ');
  throw new Error(`nothing to click named "${what}"; there is: ${there || 'nothing'}`);
}

export function labelOf(found: Found): string {
  const label = (found.input?.label ?? found.element.text ?? found.element.placeholder) as Json | undefined;
  return String(label?.text ?? '');
}

function isInteractive(element: unknown): boolean {
  return typeof element === 'object' && element !== null && (element as Json).type !== 'image';
}

export function list(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}
