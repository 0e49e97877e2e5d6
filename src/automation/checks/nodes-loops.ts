import type { Json } from '../definition.ts';
import type { PlainObject } from './safe.ts';

/** Loops of nodes and edges: which nodes a loop repeats, and which edges only lead in and out of its body. */

export interface Node {
  id: string;
  type: string;
  data: PlainObject;
  /** The node it stands in, where it says so. */
  parent: string | null;
}

export interface Link {
  from: string;
  to: string;
  branch: string;
  /** What must hold for it to be taken, where the edge says so itself. */
  condition?: string;
}

/** Edges by the node they lead to, or come from. */
export function linksBy(end: 'from' | 'to', links: Link[]): Map<string, Link[]> {
  const found = new Map<string, Link[]>();
  for (const link of links) {
    const beside = found.get(link[end]);
    if (beside) beside.push(link);
    else found.set(link[end], [link]);
  }
  return found;
}

export const isLoopNode = (node: Node): boolean => /^(?:loop|for_?each|iterator|iteration|map)$/i.test(node.type);

/** Edges that lead into a loop's body by their name. */
const INTO = /^(?:body|loop|loop-body|each|item|items|iteration|iterate|do|repeat|next)$/;

/**
 * The loop each node stands in. A node says it itself (`parentId`), or the loop's edge named `body` leads to it; what can
 * also be reached from the loop's other edges comes after it.
 */
export function bodiesOf(nodes: Node[], links: Link[]): Map<string, string> {
  const inside = new Map<string, string>();
  const outOf = linksBy('from', links);
  const loops = nodes.filter(isLoopNode).map((node) => ({ node, body: bodyOf(node, nodes, outOf) }));
  // The inner one of two that hold it.
  loops.sort((one, other) => other.body.size - one.body.size);
  for (const { node, body } of loops) for (const id of body) inside.set(id, node.id);
  return inside;
}

function bodyOf(loop: Node, nodes: Node[], outOf: Map<string, Link[]>): Set<string> {
  const out = outOf.get(loop.id) ?? [];
  const into = out.filter((link) => INTO.test(link.branch)).map((link) => link.to);
  const after = out.filter((link) => !INTO.test(link.branch)).map((link) => link.to);
  const later = reached(after, loop.id, outOf);
  const body = new Set([...reached(into, loop.id, outOf)].filter((id) => !later.has(id)));
  for (const node of nodes) if (node.parent === loop.id) body.add(node.id);
  return body;
}

function reached(from: string[], stop: string, outOf: Map<string, Link[]>): Set<string> {
  const found = new Set<string>();
  const next = [...from];
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    if (id === stop || found.has(id)) continue;
    found.add(id);
    next.push(...(outOf.get(id) ?? []).map((link) => link.to));
  }
  return found;
}

/** Edges as needs see them: the way in and back is the loop's own, and what comes after a body comes after its loop. */
export function outerLinks(links: Link[], inside: Map<string, string>): Link[] {
  return links.flatMap((link) => {
    const [from, to] = [inside.get(link.from), inside.get(link.to)];
    if (from === link.to || to === link.from) return [];
    if (from === to) return [link];
    const { condition: _, ...plain } = link;
    // What an edge out of a body asks is asked for each item.
    const kept = from ? plain : link;
    const moved = { ...kept, from: from ?? link.from, to: to ?? link.to, branch: from ? '' : link.branch };
    return moved.from === moved.to ? [] : [moved];
  });
}

/** What a loop goes through, and how, under the names nodes have for it. */
export function loopFields(data: PlainObject): PlainObject {
  const first = (...names: string[]): Json | undefined =>
    names.map((name) => data[name]).find((one) => one !== undefined);
  const list = first('for_each', 'forEach', 'items', 'list', 'collection', 'array', 'over', 'input');
  const parallel = first('max_parallel', 'maxParallel', 'concurrency');
  const goesOn = data.on_error ?? (data.continueOnError === true ? 'continue' : undefined);
  return {
    ...(list !== undefined && { for_each: list }),
    ...(parallel !== undefined && { max_parallel: parallel }),
    ...(goesOn !== undefined && { on_error: goesOn }),
  };
}
