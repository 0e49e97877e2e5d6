import type { KnownBlock } from '../../adapters/slack/face/kit.ts';
import { errorsIn } from '../fakes/slack/blocks/check.ts';
import type { State } from '../fakes/slack/state.ts';

export interface Part {
  type: string;
  text?: string | { text: string };
  url?: string;
  action_id?: string;
  value?: string;
}

/** Every object with a type inside a block, the block itself among them. */
export function parts(block: unknown): Part[] {
  if (Array.isArray(block)) return block.flatMap(parts);
  if (typeof block !== 'object' || block === null) return [];
  const own = 'type' in block && typeof block.type === 'string' ? [block as Part] : [];
  return [...own, ...Object.values(block).flatMap(parts)];
}

/** The words of a block as a person reads them. */
export function textShown(block: unknown): string {
  if (typeof block !== 'object' || block === null) return '';
  if (Array.isArray(block)) return block.map(textShown).join('');
  const one = block as Record<string, unknown>;
  switch (one.type) {
    case 'link':
      return String(one.text ?? one.url);
    case 'text':
    case 'plain_text':
      return String(one.text);
    case 'mrkdwn':
      return String(one.text).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    case 'rich_text_list':
      return (one.elements as unknown[])
        .map((item, index) => `${one.style === 'ordered' ? `${index + 1}. ` : ''}${textShown(item)}`)
        .join('\n');
    case 'rich_text':
      return (one.elements as unknown[]).map(textShown).join('\n');
    case 'context':
      return (one.elements as unknown[]).map(textShown).join(' ');
    default:
      return [one.text, one.fields, one.label, one.elements].map(textShown).join('');
  }
}

/** Ids that must be unique: of blocks, and of what can be tapped. */
export const idsOf = (blocks: readonly KnownBlock[]): string[] => [
  ...blocks.flatMap((block) => (block.block_id === undefined ? [] : [block.block_id])),
  ...blocks.flatMap((block) => (block.type === 'input' ? [] : parts(block).flatMap((part) => part.action_id ?? []))),
];

/** A drawing that was uploaded. */
const files = new Map([['F1', { id: 'F1', team: 'T1', state: 'complete', mimetype: 'image/png' }]]);

/** What Slack would refuse of blocks, with its pointers; empty when it takes them. */
export const refusedBlocks = (blocks: unknown, surface: 'message' | 'modal' | 'home'): string[] =>
  errorsIn({ files } as unknown as State, 'T1', blocks, surface, '/blocks');
