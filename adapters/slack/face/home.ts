import { texts } from '../../../src/chat/texts.ts';
import type { Card, CardChoice } from '../../../src/chat/types.ts';
import { bodyAsOne, choiceBlocks, footerBlocks } from './blocks.ts';
import { richBlock, textElements, titleElements } from './body.ts';
import { plain } from './clip.ts';
import type { HomeView, KnownBlock } from './kit.ts';
import { BLOCK_KIT, LOOKS } from './limits.ts';
import { withoutMarkup } from './markup.ts';
import { examples } from './prompts.ts';
import { words } from './words.ts';

/**
 * A person's Home tab: what waits for their answer first, then their workflows, each with its buttons. Cards that do not
 * fit are counted at the end.
 */
export function homeView(cards: readonly Card[]): HomeView {
  if (cards.length === 0) return view(emptyBlocks(words.homeInvite));
  const [first] = cards;
  if (cards.length === 1 && first && !first.choices?.length) return view(plainPage(first));
  const waiting = cards.filter(waits);
  const rest = cards.filter((card) => !waits(card));
  const blocks: KnownBlock[] = [];
  let choices = 0;
  let left = 0;
  for (const [title, some] of [
    [words.homeWaiting, waiting],
    [words.homeTitle, rest],
  ] as const) {
    for (const [index, card] of some.entries()) {
      const first = blocks.length > 0 ? [DIVIDER, header(title)] : [header(title)];
      const more = [...(index === 0 ? first : [DIVIDER]), ...homeCard(card, choices)];
      // One block is kept for the line that counts what is left out.
      if (left > 0 || blocks.length + more.length >= BLOCK_KIT.viewBlocks) left += 1;
      else blocks.push(...more);
      choices += card.choices?.length ?? 0;
    }
  }
  if (left > 0) blocks.push(...footerBlocks(words.homeMore(left), 'full'));
  return view(blocks);
}

const DIVIDER: KnownBlock = { type: 'divider' };

const header = (title: string): KnownBlock => ({ type: 'header', text: plain(title, BLOCK_KIT.header) });

const view = (blocks: KnownBlock[]): HomeView => ({ type: 'home', callback_id: 'home', blocks });

/** A workflow at rest has only choices about itself; a question, a gate or a draft waits for its person. */
const waits = (card: Card): boolean => (card.choices ?? []).some((choice) => !choice.name.startsWith('workflow.'));

function homeCard(card: Card, firstChoice: number): KnownBlock[] {
  const small = card.body.filter((block) => block.kind === 'fields').flatMap((block) => block.fields);
  const asSmall =
    small.length <= BLOCK_KIT.contextElements &&
    small.every(({ label, value }) => label.length + value.length <= LOOKS.smallFact);
  const body = asSmall ? card.body.filter((block) => block.kind !== 'fields') : card.body;
  const elements = [...titleElements(card.title), ...bodyAsOne(body)];
  return [
    ...(elements.length > 0 ? [richBlock(elements)] : []),
    ...(asSmall ? factLine(small) : []),
    ...answering(card, firstChoice),
    ...footerBlocks(card.footer ?? '', 'full'),
  ];
}

/** What is typed on this page comes with every tap on it, whosever card it stands on: so nothing is typed here. */
function answering(card: Card, firstChoice: number): KnownBlock[] {
  if (card.inputs && card.inputs.length > 0) return [richBlock(textElements(words.homeAnswer))];
  return choiceBlocks((card.choices ?? []).map(waits(card) ? same : calm), firstChoice);
}

/** State and runs of a workflow, small and side by side. */
function factLine(fields: { label: string; value: string }[]): KnownBlock[] {
  const elements = fields.map(({ label, value }) =>
    plain(`${withoutMarkup(label)}: ${withoutMarkup(value)}`, BLOCK_KIT.text),
  );
  return elements.length > 0 ? [{ type: 'context', elements }] : [];
}

const same = (choice: CardChoice): CardChoice => choice;

/** A page of many workflows would be all green and red: there only what waits for an answer stands out. */
const calm = (choice: CardChoice): CardChoice => ({ ...choice, style: 'plain' });

/** One card without anything to tap: no workflows yet, or someone we do not know. */
function plainPage(card: Card): KnownBlock[] {
  if (card.title === texts.overviewTitle) return emptyBlocks(words.homeInvite);
  const elements = bodyAsOne(card.body);
  return [header(withoutMarkup(card.title) || words.homeTitle), ...(elements.length > 0 ? [richBlock(elements)] : [])];
}

function emptyBlocks(invite: string): KnownBlock[] {
  const lines = examples.map((example) => ({
    type: 'rich_text_section' as const,
    elements: [{ type: 'text' as const, text: `“${example}”` }],
  }));
  return [
    header(words.homeEmpty),
    richBlock(textElements(invite)),
    richBlock([{ type: 'rich_text_list', style: 'bullet', elements: lines }]),
    ...footerBlocks(words.homeHow, 'full'),
  ];
}
