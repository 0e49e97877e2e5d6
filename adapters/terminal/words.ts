/** What the terminal says by itself. */
export const words = {
  hello: 'Nod is here. Say what should happen, or answer a card by its number. Ctrl-C leaves; Nod goes on.',
  notKept: 'That did not reach Nod. Say it again in a moment.',
  noSuch: 'There is no such choice. Answer with the number in front of it.',
  working: (text: string): string => `… ${text}`,
  onlyFor: (name: string): string => `(for ${name} only)`,
  answers: (id: string): string => `(to #${id})`,
};
