import type { Catalogue } from '../../connectors/catalogue.ts';
import { paramMeta } from '../../connectors/params.ts';
import { isBare } from './accounted.ts';
import type { Hole, Sketch } from './sketch.ts';
import { askedFor, isSendable, suggestedFor } from './suggested.ts';
import { say } from './words.ts';

/** What a sketch still lacks, as questions. */
export function holesOf(sketch: Sketch, catalogue: Catalogue): Hole[] {
  const holes: Hole[] = [...sketch.extra.filter((hole) => hole.kind !== 'trigger')];
  const when = whenHole(sketch) ?? timeless(sketch, catalogue);
  if (when) holes.push(when);
  for (const [index, step] of sketch.steps.entries()) {
    const action = catalogue.action(step.service, step.action);
    for (const [name, schema] of Object.entries(action?.params.shape ?? {})) {
      const meta = paramMeta(schema);
      const required =
        !schema.safeParse(undefined).success ||
        (step.service === 'flow' &&
          name === 'duration' &&
          step.action === 'wait' &&
          step.params.until === undefined &&
          step.params.event === undefined);
      if (!meta || !required || step.params[name] !== undefined || sketch.settled.includes(`${index}:${name}`))
        continue;
      const asked = meta.asked ?? name;
      const same = holes.find((hole) => hole.name === asked && hole.step === index);
      if (same) {
        same.params.push(name);
        continue;
      }
      holes.push({
        name: asked,
        label: meta.label,
        ask: asking(sketch, index, meta.ask ?? `What is ${meta.label}?`),
        step: index,
        params: [name],
        kind: meta.kind,
        ...suggestion(sketch, catalogue, index, name, meta.suggest),
      });
    }
  }
  return holes;
}

/** All it does makes sense only at a time, and none was said. */
function timeless(sketch: Sketch, catalogue: Catalogue): Hole | null {
  const timed = sketch.steps.every((step) => catalogue.action(step.service, step.action)?.words.timed);
  if (!timed || sketch.steps.length === 0 || sketch.triggers.length > 0) return null;
  return { name: 'time', label: 'when', ask: say.time, step: -1, params: [], kind: 'when' };
}

function asking(sketch: Sketch, index: number, ask: string): string {
  const same = sketch.steps.filter(
    (step) => step.service === sketch.steps[index]?.service && step.action === sketch.steps[index]?.action,
  );
  return same.length > 1 ? `${ask} (step ${index + 1})` : ask;
}

function suggestion(
  sketch: Sketch,
  catalogue: Catalogue,
  index: number,
  name: string,
  declared: string | undefined,
): { suggest?: string } {
  const nouns = catalogue.service(sketch.steps[index]?.service ?? '')?.nouns ?? [];
  const said = (sketch.said[index] ?? '')
    .replace(TELLING_THEM, '')
    .replace(ASKING_THEM, 'please ')
    .replace(new RegExp(`\\s+(?:on|via|by|in|through|over|using) (?:${nouns.join('|')})\\s*$`, 'i'), '')
    .replace(/^(?:again,? )?(?:(?:the|a|an|about|with|that|of|for|asking (?:them )?(?:for|to|if|whether)?) )?/i, '')
    .replace(/[^\p{L}\p{N} ,.'-]/gu, '')
    .trim();
  const telling =
    said.length > 3 &&
    said.length < 80 &&
    isSendable(said) &&
    !isBare(said.toLowerCase().replace(new RegExp(`\\b(?:${[...nouns, ...SORTS].join('|')})\\b`, 'g'), ''));
  const words = telling ? said.charAt(0).toUpperCase() + said.slice(1) : null;
  const part = SUBJECTS.has(name) ? 'subject' : TEXTS.has(name) ? 'text' : null;
  if (part) {
    const asks = part === 'text' ? askedFor(sketch.said[index] ?? '') : null;
    const suggest = asks ?? words ?? firstWords(sketch, index) ?? suggestedFor(sketch, index, part);
    return suggest === null ? {} : { suggest };
  }
  return declared && !declared.includes('{{') ? { suggest: declared } : {};
}

/** "to let them know our group comes late", "asking them to be on time": what they are told. */
const THEM = '(?:them|him|her|us|me|everyone|everybody|people|(?:the|my|our|all) [a-z]+)';
const TELLING_THEM = new RegExp(
  `^(?:to |and )?(?:let(?:ting)? ${THEM} know|(?:tell|inform|notify|remind)(?:ing)? ${THEM})(?: that)? (?!to |about |of |when |what |how )`,
  'i',
);
const ASKING_THEM = new RegExp(`^(?:to |and )?(?:ask|tell|remind)(?:ing)? ${THEM} to `, 'i');
/** "drop a line": that something is said, not what. */
const SORTS = ['lines?', 'notes?', 'messages?', 'words?', 'notices?', 'posts?', 'texts?', 'exact', 'following'];
const SUBJECTS = new Set(['subject', 'title']);
const TEXTS = new Set(['body', 'message']);

/** The first words of the text itself, or what did not answer. */
function firstWords(sketch: Sketch, index: number): string | null {
  const params = sketch.steps[index]?.params ?? {};
  const body = params.body ?? params.message;
  const line = typeof body === 'string' && !body.includes('{{') ? (body.split(/[.\n!?]/)[0] ?? '') : '';
  if (line.length > 2 && line.length <= 60) return line;
  const failed = /^\{\{ (step_\d+)\.status == "failed" \}\}$/.exec(sketch.steps[index]?.condition ?? '')?.[1];
  const called = sketch.steps.find((step) => step.id === failed && step.service === 'http')?.params.url;
  if (typeof called === 'string' && !called.includes('{{')) return `${hostOf(called)} does not answer`;
  return null;
}

const hostOf = (url: string): string => url.replace(/^https?:\/\/(?:www\.)?/, '').replace(/[/?#].*$/, '');

function whenHole(sketch: Sketch): Hole | null {
  const { when } = sketch;
  if (!when) return null;
  const hole = (ask: string, options?: string[]): Hole => ({
    name: 'time',
    label: 'when',
    ask,
    step: -1,
    params: [],
    kind: 'when',
    ...(options ? { options } : {}),
  });
  switch (when.needs) {
    case 'half': {
      const { text, options } = say.half(when.words);
      return hole(text, options);
    }
    case 'day':
      return hole(say.day(when.words));
    case 'clash':
      return hole(say.clash(when.words));
    case 'mixed':
      return hole(say.mixedTimes(when.words));
    case 'zone':
      return hole(say.zone(when.words, when.zones), when.zones.length > 0 ? when.zones : undefined);
    case 'even':
      return hole(say.uneven(when.words));
    case 'service':
      return { ...hole(say.fromWhere(when.zones), when.zones), name: 'trigger', label: 'where it comes from' };
    case 'range':
      return hole(say.range, say.ranges);
    case 'often':
      return hole(say.often, say.oftens);
    case 'past':
      return hole(say.past(when.words));
    case 'event': {
      const service = sketch.extra.find((one) => one.kind === 'trigger')?.suggest ?? '';
      return { ...hole(say.cannotStart(when.words, service), say.triggers), name: 'trigger' };
    }
    default:
      return hole(say.time);
  }
}
