import type { Actions } from './checks/context.ts';
import type { Definition } from './definition.ts';
import { bodyOf, needsOf, wavesOf } from './graph.ts';
import { startsInWords, stepInWords, triggerInWords } from './step-words.ts';
import { shortened } from './words.ts';

/** A drawing of a workflow: what starts it on top, then the steps in layers, side by side where they run side by side. */

const BOX = { width: 220, height: 56, gapX: 28, gapY: 40, pad: 20 };
const LINE_LENGTH = 30;
const MAX_DRAWN = 60;

/** Colours that hold on light and dark alike. */
const INK = '#64748b';
const FILL = { trigger: '#0f766e', step: '#334155', flow: '#7c3aed', money: '#b45309' };

interface Box {
  id: string;
  x: number;
  y: number;
  lines: string[];
  fill: string;
  dashed: boolean;
}

/** SVG text of a checked definition; words are shortened here, since the card says them in full. */
export function diagramOf(definition: Definition, catalogue: Actions, timeZone: string, currency: string): string {
  const starts = definition.triggers.filter((trigger) => trigger.type !== 'manual');
  const startWords =
    starts.length === 0 ? ['When you run it'] : starts.map((trigger) => triggerInWords(trigger, catalogue, timeZone));
  const shown = drawn(definition);
  const layers = wavesOf(shown);
  const widest = Math.max(startWords.length, ...layers.map((layer) => layer.length), 1);
  const width = BOX.pad * 2 + widest * BOX.width + (widest - 1) * BOX.gapX;
  const height = BOX.pad * 2 + (layers.length + 1) * BOX.height + layers.length * BOX.gapY;
  const place = (count: number, index: number, layer: number) => ({
    x: (width - count * BOX.width - (count - 1) * BOX.gapX) / 2 + index * (BOX.width + BOX.gapX),
    y: BOX.pad + layer * (BOX.height + BOX.gapY),
  });
  const triggers: Box[] = startWords.map((words, index) => ({
    id: `start-${index}`,
    ...place(startWords.length, index, 0),
    lines: wrapped(words),
    fill: FILL.trigger,
    dashed: false,
  }));
  const boxes = new Map<string, Box>();
  for (const [layer, ids] of layers.entries())
    for (const [index, id] of ids.entries())
      boxes.set(id, stepBox(id, place(ids.length, index, layer + 1), definition, catalogue, currency));
  const title = escaped(definition.name);
  const description = escaped(`${startsInWords(definition, catalogue, timeZone)}; ${definition.steps.length} steps.`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="13">`,
    `<title id="t">${title}</title><desc id="d">${description}</desc>`,
    `<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="${INK}"/></marker></defs>`,
    ...linesOf(shown, triggers, boxes),
    ...[...triggers, ...boxes.values()].map(drawBox),
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

function stepBox(
  id: string,
  at: { x: number; y: number },
  definition: Definition,
  catalogue: Actions,
  currency: string,
): Box {
  const index = definition.steps.findIndex((step) => step.id === id);
  const step = definition.steps[index] as Definition['steps'][number];
  const { condition: _condition, needs: _needs, ...plain } = step;
  const words = `${index + 1}. ${stepInWords(plain, definition, catalogue, currency)}`;
  const money = catalogue.action(step.service, step.action)?.effect === 'money';
  const fill = step.service === 'flow' ? FILL.flow : money ? FILL.money : FILL.step;
  return { id, ...at, lines: wrapped(words), fill, dashed: step.condition !== undefined };
}

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
  const [x1, y1] = [from.x + BOX.width / 2, from.y + BOX.height];
  const [x2, y2] = [to.x + BOX.width / 2, to.y - 2];
  const bend = Math.max(16, (y2 - y1) / 2);
  const dash = to.dashed ? ' stroke-dasharray="5 4"' : '';
  return `<path d="M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}" fill="none" stroke="${INK}" stroke-width="1.5"${dash} marker-end="url(#a)"/>`;
}

function drawBox(box: Box): string {
  const middle = box.y + BOX.height / 2 - (box.lines.length - 1) * 8 + 4.5;
  const lines = box.lines.map(
    (line, index) =>
      `<text x="${box.x + BOX.width / 2}" y="${middle + index * 16}" text-anchor="middle" fill="#ffffff">${escaped(line)}</text>`,
  );
  const dash = box.dashed ? ` stroke="${INK}" stroke-width="2" stroke-dasharray="5 4"` : '';
  return `<g><rect x="${box.x}" y="${box.y}" width="${BOX.width}" height="${BOX.height}" rx="10" fill="${box.fill}"${dash}/>${lines.join('')}</g>`;
}

/** Two lines at most, at word ends. */
function wrapped(words: string): string[] {
  const line = shortened(words, LINE_LENGTH * 2 - 4);
  if (line.length <= LINE_LENGTH) return [line];
  const cut = line.lastIndexOf(' ', LINE_LENGTH);
  const at = cut > 8 ? cut : LINE_LENGTH;
  return [line.slice(0, at), shortened(line.slice(at).trim(), LINE_LENGTH)];
}

/** Text of people inside XML; characters XML has no place for are left out. */
function escaped(text: string): string {
  const known: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[\p{Cc}\p{Surrogate}\ufffe\uffff]/gu, '').replace(/[&<>"']/g, (char) => known[char] ?? '');
}
