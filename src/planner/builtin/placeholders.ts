import type { Json, Step } from '../../automation/definition.ts';
import type { Catalogue } from '../../connectors/catalogue.ts';
import { resolve, type Scope, scopeOf, template } from './scope.ts';
import type { Sketch } from './sketch.ts';

/** `{{ name }}` in a text stands for what comes with the event or was given before, as cards write it. */

const NAMED = /\{\{ *([a-z][a-z0-9_' ]{0,40}?) *\}\}/gi;

export function withFields(sketch: Sketch, catalogue: Catalogue, owner: Scope['owner']): Sketch {
  const ids = new Set(['item', 'index', 'run', 'owner', 'trigger', ...sketch.steps.map((step) => step.id)]);
  const steps = sketch.steps.map((step, at): Step => {
    if (!/\{\{ *[a-z][a-z0-9_' ]* *\}\}/i.test(JSON.stringify(step.params))) return step;
    const scope = scopeOf(
      catalogue,
      sketch.triggers,
      sketch.steps.slice(0, at),
      owner,
      step.for_each !== undefined,
      sketch.told,
    );
    const filled = (value: Json): Json => {
      if (typeof value === 'string')
        return value.replace(NAMED, (written: string, name: string) => {
          if (ids.has(name)) return written;
          const field = resolve(scope, name.replaceAll('_', ' ').toLowerCase(), null);
          return field ? template(field.path) : written;
        });
      if (Array.isArray(value)) return value.map(filled);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one)]));
    };
    return { ...step, params: filled(step.params) as Step['params'] };
  });
  return { ...sketch, steps };
}
