import type { Actions } from './checks/context.ts';
import { conditionInWords } from './condition-words.ts';
import type { Definition } from './definition.ts';
import { bodyOf, needsOf, wavesOf } from './graph.ts';
import { startsInWords, stepInWords, triggerInWords, wordingOf } from './step-words.ts';
import { shortened } from './words.ts';

/** A drawing of a workflow: what starts it on top, then the steps in layers, side by side where they run side by side. */

const BOX = { width: 232, height: 56, gapX: 28, gapY: 40, pad: 20 };
const LINE = { length: 30, height: 16, around: 24 };
const MAX_DRAWN = 60;
/** Characters of what one box says: the card says in full what is longer. */
const MAX_WORDS = 240;

/** Colours that hold on light and dark alike; each thing has a class too, for who shows it in colours of their own. */
const INK = '#64748b';
const FILL = { start: '#0f766e', step: '#334155', flow: '#7c3aed', money: '#b45309' };

/** What a box says. */
interface Said {
  kind: keyof typeof FILL;
  lines: string[];
  /** Whether it happens only sometimes, in lines below the others. */
  only: string[];
}

interface Box extends Said {
  x: number;
  y: number;
  height: number;
}

/** SVG text of a checked definition: all that its steps do, under which conditions, in which order. */
export function diagramOf(definition: Definition, catalogue: Actions, timeZone: string, currency: string): string {
  const starts = definition.triggers.filter((trigger) => trigger.type !== 'manual');
  const startWords =
    starts.length === 0 ? ['When you run it'] : starts.map((trigger) => triggerInWords(trigger, catalogue, timeZone));
  const shown = drawn(definition);
  const rows: [string, Said][][] = [
    startWords.map((words, index) => [`start-${index}`, { kind: 'start', lines: wrapped(words), only: [] }]),
    ...wavesOf(shown).map((ids) => ids.map((id): [string, Said] => [id, saidOf(id, definition, catalogue, currency)])),
  ];
  const widest = Math.max(...rows.map((row) => row.length));
  const width = BOX.pad * 2 + widest * BOX.width + (widest - 1) * BOX.gapX;
  const boxes = new Map<string, Box>();
  let y = BOX.pad;
  for (const row of rows) {
    const height = Math.max(...row.map(([, said]) => heightOf(said)));
    const left = (width - row.length * BOX.width - (row.length - 1) * BOX.gapX) / 2;
    for (const [index, [id, said]] of row.entries())
      boxes.set(id, { ...said, x: left + index * (BOX.width + BOX.gapX), y, height });
    y += height + BOX.gapY;
  }
  const height = y - BOX.gapY + BOX.pad;
  const triggers = startWords.flatMap((_words, index) => boxes.get(`start-${index}`) ?? []);
  const title = escaped(definition.name);
  const description = escaped(`${startsInWords(definition, catalogue, timeZone)}; ${definition.steps.length} steps.`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="13">`,
    `<title id="t">${title}</title><desc id="d">${description}</desc>`,
    `<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0 8 4 0 8z" fill="${INK}"/></marker></defs>`,
    ...linesOf(shown, triggers, boxes),
    ...[...boxes.values()].map(drawBox),
    '</svg>',
  ].join('');
}

/**
 * As one graph: the steps of a loop's body come below it, and what needs the loop below them. Of very long workflows the first
 * steps, with the needs that are among them.
 */
function drawn(definition: Definition): Pick<Definition, 'steps'> {
  const steps = definition.steps.slice(0, MAX_DRAWN);
  const ids = new Set(steps.map((step) => step.id));
  const needs = needsOf(definition);
  const below = (id: string): string[] => {
    const body = bodyOf(definition, id).map((step) => step.id);
    const needed = new Set(body.flatMap((inner) => needs.get(inner) ?? []));
    return body.length === 0 ? [id] : body.filter((inner) => !needed.has(inner));
  };
  return {
    steps: steps.map(({ inside, ...step }) => {
      const own = needs.get(step.id) ?? [];
      const above = own.length === 0 && inside !== undefined ? [inside] : own.flatMap(below);
      return { ...step, needs: above.filter((id) => ids.has(id)) };
    }),
  };
}

function saidOf(id: string, definition: Definition, catalogue: Actions, currency: string): Said {
  const index = definition.steps.findIndex((step) => step.id === id);
  const step = definition.steps[index] as Definition['steps'][number];
  const { condition, needs: _needs, ...plain } = step;
  const words = `${index + 1}. ${stepInWords(plain, definition, catalogue, currency)}`;
  const money = catalogue.action(step.service, step.action)?.effect === 'money';
  const only =
    condition === undefined
      ? []
      : wrapped(`if ${conditionInWords(condition, wordingOf(definition, catalogue, currency)).replaceAll('`', '')}`);
  return { kind: step.service === 'flow' ? 'flow' : money ? 'money' : 'step', lines: wrapped(words), only };
}

const heightOf = ({ lines, only }: Said): number =>
  Math.max(BOX.height, (lines.length + only.length) * LINE.height + LINE.around);

function linesOf(shown: Pick<Definition, 'steps'>, triggers: Box[], boxes: Map<string, Box>): string[] {
  const lines: string[] = [];
  for (const [id, needs] of needsOf(shown)) {
    const to = boxes.get(id);
    if (!to) continue;
    const from = needs.length === 0 ? triggers : needs.flatMap((need) => boxes.get(need) ?? []);
    for (const box of from) lines.push(arrow(box, to));
  }
  return lines;
}

function arrow(from: Box, to: Box): string {
  const [x1, y1] = [from.x + BOX.width / 2, from.y + from.height];
  const [x2, y2] = [to.x + BOX.width / 2, to.y - 2];
  const bend = Math.max(16, (y2 - y1) / 2);
  const dash = to.only.length > 0 ? ' stroke-dasharray="5 4"' : '';
  return `<path class="line" d="M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}" fill="none" stroke="${INK}" stroke-width="1.5"${dash} marker-end="url(#a)"/>`;
}

function drawBox(box: Box): string {
  const all = [...box.lines, ...box.only];
  const first = box.y + box.height / 2 - ((all.length - 1) * LINE.height) / 2 + 4.5;
  const lines = all.map((line, index) => {
    const only = index < box.lines.length ? '' : ' font-style="italic"';
    return `<text class="words" x="${box.x + BOX.width / 2}" y="${first + index * LINE.height}" text-anchor="middle" fill="#ffffff"${only}>${escaped(line)}</text>`;
  });
  const dash = box.only.length > 0 ? ` stroke="${INK}" stroke-width="2" stroke-dasharray="5 4"` : '';
  return `<g><rect class="box ${box.kind}" x="${box.x}" y="${box.y}" width="${BOX.width}" height="${box.height}" rx="10" fill="${FILL[box.kind]}"${dash}/>${lines.join('')}</g>`;
}

/** In lines, at word ends. */
function wrapped(words: string): string[] {
  const lines: string[] = [];
  let rest = shortened(words, MAX_WORDS);
  while (rest.length > LINE.length) {
    const cut = rest.lastIndexOf(' ', LINE.length);
    const at = cut > 8 ? cut : LINE.length;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at).trim();
  }
  return rest === '' ? lines : [...lines, rest];
}

/** Text of people inside XML; characters XML has no place for are left out. */
function escaped(text: string): string {
  const known: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[\p{Cc}\p{Surrogate}\ufffe\uffff]/gu, '').replace(/[&<>"']/g, (char) => known[char] ?? '');
}
