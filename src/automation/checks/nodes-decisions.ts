import type { Findings } from './context.ts';
import { branchOf } from './nodes-branches.ts';
import { isLoopNode, type Link, type Node } from './nodes-loops.ts';

/** Nodes that decide which way it goes: what they ask, and what of it nobody could tell. */

export const isConditional = (node: Node): boolean => /^(conditional|condition|if)$/i.test(node.type);

export const bare = (text: string): string =>
  text
    .trim()
    .replace(/^\{\{([\s\S]*)\}\}$/, '$1')
    .trim();

/** What a conditional node asks; null where it says nothing that could be asked. */
export function askedBy({ data }: Node): string | null {
  const { condition, expression } = data;
  const asked = [condition, expression].find((one) => typeof one === 'string' || typeof one === 'boolean');
  const text = asked === undefined ? '' : bare(String(asked));
  return text === '' ? null : text;
}

/** What is decided anew for each item cannot decide what happens once, after all of them. */
export function refuseBranchesOut(links: Link[], inside: Map<string, string>, nodes: Node[], findings: Findings): void {
  for (const { from, to } of links) {
    const loop = inside.get(from);
    const source = nodes.find((node) => node.id === from);
    if (loop === undefined || to === loop || inside.get(to) === loop || !source || !isConditional(source)) continue;
    findings.add(
      'edges',
      'branch_out_of_loop',
      `A branch of “${from}” leads out of the loop “${loop}” to “${to}”: it is decided for each item, and “${to}” comes once, after all of them.`,
      `Put “${to}” into the loop, or decide after it.`,
    );
  }
}

/** A decision that asks nothing, or an edge of which nobody knows when it is taken, would be a way that is always taken. */
export function refuseUndecided(links: Link[], nodes: Node[], findings: Findings): void {
  const loops = new Set(nodes.filter(isLoopNode).map(({ id }) => id));
  for (const [index, node] of nodes.entries()) {
    if (!isConditional(node)) continue;
    if (askedBy(node) === null)
      findings.add(
        `nodes[${index}].data.condition`,
        'missing',
        `It is not said what “${node.id}” decides by.`,
        'Write "condition": "{{ trigger.amount > 1000 }}".',
      );
    for (const { from, to, branch } of links)
      if (from === node.id && !loops.has(to) && branchOf({ branch }) === null)
        findings.add(
          'edges',
          'unknown_branch',
          `It is not clear when “${from}” leads to “${to}”: “${branch}” is neither true nor false.`,
          'Write "sourceHandle": "true" or "false".',
        );
  }
}

/** A node that is reached in more ways than a condition can say. */
export function refuseWays({ id }: Node, findings: Findings): void {
  findings.add(
    'edges',
    'too_many_ways',
    `There are too many ways to “${id}” for one condition.`,
    'Bring branches together before it, or make them workflows of their own.',
  );
}
