import { paramMeta } from '../../connectors/params.ts';
import { ALIASES, type AnswerContext } from './answers.ts';
import { putValue } from './put-value.ts';
import { scopeOf } from './scope.ts';
import type { Hole, Sketch } from './sketch.ts';

/** "Subject: Thanks; to: ann@…", where only the subject was asked for: what is named besides goes where it belongs. */

const NAMED = /(?:^|[;\n]) *(?:the )?([a-z][a-z_ ]{1,20}?) *[:=] *([^;\n]+)/gi;
const OWN = new Set(['to', 'cc', 'phone', 'message', 'body', 'subject', 'channel', 'spreadsheet', 'values', 'amount']);

/** The sketch with the parameters a reply names unasked, and the rest of the reply; null where it names none or one has no place. */
export function withExtras(
  sketch: Sketch,
  holes: Hole[],
  text: string,
  context: AnswerContext,
): { sketch: Sketch; answer: string } | null {
  const asked = new Set(
    holes.flatMap((hole) => [hole.name, hole.label, ...hole.params, ...(ALIASES[hole.name] ?? [])]),
  );
  const named = [...text.matchAll(NAMED)];
  const extras = named.filter(([, key = '']) => OWN.has(key.toLowerCase()) && !asked.has(key.toLowerCase()));
  if (extras.length === 0 || extras.length === named.length) return null;
  const next = structuredClone(sketch);
  const placed = extras.every(([, key = '', value = '']) => put(next, holes, key.toLowerCase(), value.trim(), context));
  return placed ? { sketch: next, answer: extras.reduce((now, [written]) => now.replace(written, ''), text) } : null;
}

/** Puts it into the step that was asked about, else the only one that takes it. */
function put(sketch: Sketch, holes: Hole[], name: string, value: string, { lexicon, the }: AnswerContext): boolean {
  const { catalogue } = lexicon;
  const takes = sketch.steps.flatMap((step, at) => {
    const schema = catalogue.action(step.service, step.action)?.params.shape[name];
    const kind = schema && paramMeta(schema)?.kind;
    return kind ? [{ step, at, kind }] : [];
  });
  const own = takes.filter(({ at }) => holes.some((hole) => hole.step === at));
  const [only, more] = own.length > 0 ? own : takes;
  if (!only || more) return false;
  const { step, at, kind } = only;
  const before = sketch.steps.slice(0, at);
  const scope = scopeOf(catalogue, sketch.triggers, before, the.owner, step.for_each !== undefined, sketch.told);
  return putValue({ step, name, kind }, value, scope, the, catalogue);
}
