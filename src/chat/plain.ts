import type { Block, Card, Content, StepLine } from './types.ts';

const MARKS: Record<NonNullable<StepLine['state']>, string> = {
  waiting: '·',
  running: '⏳',
  done: '✅',
  failed: '⚠️',
  skipped: '–',
  paused: '⏸',
};

const stepText = (step: StepLine, index: number): string =>
  `${step.state ? MARKS[step.state] : `${index + 1}.`} ${step.text}${step.detail ? ` — ${step.detail}` : ''}`;

/** One block of a card in plain words. */
export function blockText(block: Block): string {
  switch (block.kind) {
    case 'fields':
      return block.fields.map((field) => `${field.label}: ${field.value}`).join('\n');
    case 'steps':
      return block.steps.map(stepText).join('\n');
    case 'link':
      return `${block.text}: ${block.url}`;
    default:
      return block.text;
  }
}

/** What was shown, in plain words: for the transcript, for planners, and where a platform refuses a card. */
export function asText(content: Content, options: { choices?: boolean } = {}): string {
  if (typeof content === 'string') return content;
  const lines = [content.title, ...content.body.map(blockText), content.footer ?? ''];
  if (options.choices) lines.push(choicesText(content));
  return lines.filter(Boolean).join('\n');
}

/** The choices as something to reply with: "1 Approve · 2 Change". */
function choicesText(card: Card): string {
  const choices = card.choices ?? [];
  if (choices.length === 0) return '';
  return `Reply ${choices.map((choice, index) => `${choice.number ?? index + 1} for ${choice.label}`).join(', ')}.`;
}

/** More than a few characters that stand for nothing: a file sent as text. */
export function isBinary(text: string): boolean {
  const strange = text.match(/[^\P{Cc}\t\n\r]|\uFFFD/gu)?.length ?? 0;
  return strange > 3 && strange > text.length / 20;
}
