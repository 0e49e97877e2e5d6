import type { CardChoice } from '../../src/chat/types.ts';

/** A message that offers choices, as far as a typed number needs it. */
export interface Offer {
  id: string;
  choices: Pick<CardChoice, 'name' | 'value'>[];
}

type Meant = { choice: Pick<CardChoice, 'name' | 'value'>; messageId: string } | 'no such' | null;

/**
 * What a typed line means: `2` is the second choice of the newest offer, `7.2` of message 7; null is something said.
 * A number is something said where nothing is offered.
 */
export function meaning(line: string, offers: readonly Offer[]): Meant {
  const match = /^#?(?:(\d{1,9})\.)?(\d{1,2})$/.exec(line.trim());
  if (!match?.[2]) return null;
  const offer = match[1] === undefined ? offers.at(-1) : offers.find((one) => one.id === match[1]);
  if (!offer) return match[1] === undefined ? null : 'no such';
  const choice = offer.choices[Number(match[2]) - 1];
  return choice ? { choice: { name: choice.name, value: choice.value }, messageId: offer.id } : 'no such';
}
