import { type Json, MAX_STEPS } from '../definition.ts';
import type { Actions, Findings } from './context.ts';
import { allOf, inWriting, reachedWhen } from './nodes-branches.ts';
import { askedBy, bare, isConditional, refuseBranchesOut, refuseUndecided, refuseWays } from './nodes-decisions.ts';
import { bodiesOf, isLoopNode, type Link, linksBy, loopFields, type Node, outerLinks } from './nodes-loops.ts';
import { isObject, type PlainObject } from './safe.ts';

/**
 * Definitions of nodes and edges become steps with needs (D8). Nodes that only mark a start or an end fall away; a conditional
 * node becomes conditions of what its true and false edges lead to; a loop node is a `flow.loop`, and what it repeats stands inside.
 */
export function stepsFromNodes(definition: PlainObject, catalogue: Actions, findings: Findings): PlainObject {
  const { nodes, edges, ...rest } = definition;
  const found = nodesOf(nodes ?? null);
  if (!found) {
    findings.add('nodes', 'wrong_type', 'nodes must be a list of objects with an id, or an object of nodes by id.');
    return { ...rest, steps: [] };
  }
  if (!fits('nodes', found, MAX_NODES, findings) || !fits('edges', edges ?? [], MAX_EDGES, findings))
    return { ...rest, steps: [] };
  const drawn = edgesOf(edges ?? [], found, findings);
  const inside = bodiesOf(found, drawn);
  refuseBranchesOut(drawn, inside, found, findings);
  refuseUndecided(drawn, found, findings);
  const links = outerLinks(drawn, inside);
  const when = reachedWhen(found, links, (node) => (isConditional(node) ? (askedBy(node) ?? 'true') : null));
  const outputs = outputsOf(found);
  const drawing = { into: linksBy('to', links), byId: new Map(found.map((node) => [node.id, node])) };
  const names = new Map(found.map((node) => [node.id, stepId(node.id)]));
  const steps: Json[] = [];
  for (const node of found) {
    if (isMark(node) || isConditional(node)) continue;
    const needs = neededBy(node.id, drawing, names, new Set());
    const reached = when(node.id);
    if (reached === null) refuseWays(node, findings);
    const branch = reached && inWriting(reached);
    const all = [...ownCondition(node), ...(branch === null ? [] : [branch])];
    const step: PlainObject = { ...stepOf(node, catalogue), id: names.get(node.id) ?? node.id, needs: [...needs] };
    if (all.length > 0) step.condition = `{{ ${allOf(all)} }}`;
    const loop = inside.get(node.id);
    if (loop !== undefined) step.inside = names.get(loop) ?? loop;
    steps.push(renamed(withOutputs(step, outputs), names));
  }
  return { ...rest, steps };
}

/** Nodes that are no steps besides: decisions, marks. */
const MAX_NODES = 2 * MAX_STEPS;
const MAX_EDGES = 5 * MAX_STEPS;

function fits(name: string, list: Json | Node[], most: number, findings: Findings): boolean {
  const fit = !Array.isArray(list) || list.length <= most;
  if (!fit) findings.add(name, 'too_large', `${name} may be at most ${most} long.`);
  return fit;
}

function nodesOf(nodes: Json): Node[] | null {
  const list: Json[] | null = Array.isArray(nodes)
    ? nodes
    : isObject(nodes)
      ? Object.entries(nodes).map(([id, node]) => (isObject(node) ? ({ id, ...node } as PlainObject) : node))
      : null;
  if (!list) return null;
  const found: Node[] = [];
  for (const node of list) {
    if (!isObject(node) || typeof node.id !== 'string') return null;
    const inner = isObject(node.data) ? node.data : isObject(node.config) ? node.config : {};
    const parent = node.parentId ?? node.parentNode ?? node.parent;
    const data = { ...node, ...inner };
    found.push({
      id: node.id,
      type: String(node.type ?? ''),
      data,
      parent: typeof parent === 'string' ? parent : null,
    });
  }
  return found;
}

function edgesOf(edges: Json, nodes: Node[], findings: Findings): Link[] {
  const ids = new Set(nodes.map((node) => node.id));
  const links: Link[] = [];
  for (const [index, edge] of (Array.isArray(edges) ? edges : []).entries()) {
    const from = isObject(edge) ? (edge.source ?? edge.from) : undefined;
    const to = isObject(edge) ? (edge.target ?? edge.to) : undefined;
    if (typeof from !== 'string' || typeof to !== 'string' || !ids.has(from) || !ids.has(to)) {
      findings.add(`edges[${index}]`, 'unknown_reference', 'This edge joins a node that does not exist.');
      continue;
    }
    const branch = isObject(edge) ? String(edge.sourceHandle ?? edge.branch ?? edge.label ?? '') : '';
    const asked = isObject(edge) && typeof edge.condition === 'string' ? bare(edge.condition) : '';
    const said = /^(?:true|false|)$/i.test(asked);
    links.push({ from, to, branch: ((said && asked) || branch).toLowerCase(), ...(!said && { condition: asked }) });
  }
  return links;
}

const isMark = (node: Node): boolean => /^(input|output|start|end|trigger)$/i.test(node.type);

/** Needs of a node, looking through marks and conditionals. */
function neededBy(
  id: string,
  drawing: { into: Map<string, Link[]>; byId: Map<string, Node> },
  names: Map<string, string>,
  seen: Set<string>,
): Set<string> {
  const needs = new Set<string>();
  if (seen.has(id)) return needs;
  seen.add(id);
  for (const link of drawing.into.get(id) ?? []) {
    const from = drawing.byId.get(link.from);
    if (!from) continue;
    if (!isMark(from) && !isConditional(from)) needs.add(names.get(from.id) ?? from.id);
    else for (const need of neededBy(from.id, drawing, names, seen)) needs.add(need);
  }
  return needs;
}

const ownCondition = ({ data }: Node): string[] => (typeof data.condition === 'string' ? [bare(data.condition)] : []);

const BY_TYPE: Record<string, [string, string]> = {
  llm: ['llm', 'generate'],
  agent: ['llm', 'agent'],
  http: ['http', 'request'],
  transform: ['data', 'transform'],
  wait: ['flow', 'wait'],
  delay: ['flow', 'wait'],
  approval: ['flow', 'approve'],
  loop: ['flow', 'loop'],
};
/** What a node calls a parameter, where the action calls it otherwise. */
const CALLED: Record<string, Record<string, string>> = { 'llm.agent': { prompt: 'goal', task: 'goal' } };
/** Names under which results of nodes are read where nothing else is said (S1.37–38), and the output that holds them. */
const OUTPUTS: Record<string, [name: string, output: string][]> = {
  llm: [['llmOutput', 'text']],
  agent: [['agentOutput', 'text']],
  http: [
    ['httpResponse', 'body'],
    ['httpStatus', 'status_code'],
  ],
  transform: [['transformOutput', 'output']],
};

/** Expressions for the names results are read by: those only one node has. */
function outputsOf(nodes: Node[]): Map<string, string> {
  const all = nodes.flatMap((node) =>
    (OUTPUTS[node.type.toLowerCase()] ?? []).map(([name, output], index): [string, string] => {
      const own = index === 0 ? (node.data.outputVariable ?? node.data.output_variable) : undefined;
      return [typeof own === 'string' && /^[A-Za-z_]\w*$/.test(own) ? own : name, `${node.id}.${output}`];
    }),
  );
  return new Map(
    all.filter(
      ([name], index) =>
        all.findIndex(([other]) => other === name) === index && all.filter(([other]) => other === name).length === 1,
    ),
  );
}

function withOutputs(value: PlainObject, outputs: Map<string, string>): PlainObject {
  if (outputs.size === 0) return value;
  const named = new RegExp(`(?<![\\w.])(${[...outputs.keys()].join('|')})(?!\\w)`, 'g');
  const walk = (one: Json): Json => {
    if (typeof one === 'string')
      return one.replace(/\{\{[\s\S]*?\}\}/g, (template) =>
        template.replace(named, (name) => outputs.get(name) ?? name),
      );
    if (Array.isArray(one)) return one.map(walk);
    return isObject(one) ? Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, walk(inner)])) : one;
  };
  return walk(value) as PlainObject;
}

function stepOf(node: Node, catalogue: Actions): PlainObject {
  const { service, action, params, on_error, retry, timeout, for_each } = node.data;
  const dotted = /^([a-z_]+)\.([a-z_]+)$/.exec(node.type);
  const typed = isLoopNode(node) ? BY_TYPE.loop : BY_TYPE[node.type.toLowerCase()];
  const chosen =
    typeof service === 'string'
      ? [service, String(action ?? '')]
      : (dotted?.slice(1) ?? typed ?? [node.type, String(action ?? node.type)]);
  const [serviceName = '', actionName = ''] = chosen as string[];
  const declared = catalogue.action(serviceName, actionName);
  const called = CALLED[`${serviceName}.${actionName}`] ?? {};
  const inline = declared
    ? Object.fromEntries(
        Object.entries(node.data)
          .map(([key, value]): [string, Json] => [called[key] ?? key, value])
          .filter(
            ([key, value]) =>
              Object.hasOwn(declared.params.shape, key) && !(key === 'timeout' && typeof value === 'number'),
          ),
      )
    : {};
  const step: PlainObject = {
    service: serviceName,
    action: actionName,
    params: isObject(params) ? params : inline,
  };
  // Milliseconds, as nodes have them (S1.38).
  const within = typeof timeout === 'number' ? `${Math.max(1, Math.round(timeout / 1000))}s` : timeout;
  const fields: Record<string, Json | undefined> = { on_error, retry, timeout: within, for_each };
  if (isLoopNode(node)) Object.assign(fields, loopFields(node.data));
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) step[key] = value;
  return step;
}

/** `Fetch-Data` as a step id: `fetch_data`. */
function stepId(id: string): string {
  const plain = id
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40);
  return /^[a-z]/.test(plain) ? plain : `n_${plain}`.slice(0, 40);
}

/** Step ids inside templates follow their node's new name. */
function renamed(value: Json, names: Map<string, string>): Json {
  if (typeof value === 'string')
    return value.replace(/\{\{[\s\S]*?\}\}/g, (template) => {
      let text = template;
      for (const [from, to] of names) if (from !== to) text = text.split(from).join(to);
      return text;
    });
  if (Array.isArray(value)) return value.map((item) => renamed(item, names));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === 'id' || key === 'needs' ? item : renamed(item, names)]),
  );
}
