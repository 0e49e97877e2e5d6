/** Numbers from 0 to 1 that a seed alone decides (mulberry32), so that a run of kills can be told again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One kill: of what, and once how many steps of all runs are over. */
export interface Kill<Part extends string> {
  part: Part;
  atStep: number;
}

/** `count` kills at random steps of `steps`, in their order; every part has its turn before one has its second. */
export function killsOf<Part extends string>(
  parts: readonly Part[],
  { seed, count, steps }: { seed: number; count: number; steps: number },
): Kill<Part>[] {
  const random = seeded(seed);
  const bag: Part[] = [];
  const drawn = Array.from({ length: count }, () => {
    if (bag.length === 0) bag.push(...parts);
    const [part] = bag.splice(Math.floor(random() * bag.length), 1);
    return part as Part;
  });
  const at = drawn.map(() => Math.floor(random() * (steps - 1))).sort((a, b) => a - b);
  return drawn.map((part, index) => ({ part, atStep: at[index] ?? 0 }));
}
