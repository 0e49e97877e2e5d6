import type { Step } from '../../automation/definition.ts';
import type { Catalogue } from '../../connectors/catalogue.ts';
import { paramMeta } from '../../connectors/params.ts';
import type { Amount } from './numbers.ts';
import type { Scope } from './scope.ts';
import type { Sketch } from './sketch.ts';

/** The currency an event brings: compared where one was said, passed on with its amount, and never taken for one's own. */

const PATH = 'trigger.currency';
const COMPARED = / && trigger\.\?currency\.orValue\("([A-Z]{3})"\) in \["[A-Z]{3}", "[a-z]{3}"\]/g;
const comparing = (code: string): string =>
  ` && trigger.?currency.orValue("${code}") in ["${code}", "${code.toLowerCase()}"]`;

/** "over USD 200" of an event: the currency is compared too. An event that names none is taken to come in the one that was said. */
export function inCurrency(expression: string, subject: string, { currency }: Amount, scope: Scope): string {
  if (currency === null || !/^(?:number\()?trigger\./.test(subject)) return expression;
  const brought = scope.open || scope.fields.some((field) => field.path === PATH && field.kind === 'currency');
  return brought ? expression + comparing(currency) : expression;
}

/** A comparison without its currency. */
export const anyCurrency = (expression: string): string => expression.replace(COMPARED, '');

/** The currency a comparison is held to; null for none. */
export const currencyIn = (expression: string): string | null => [...expression.matchAll(COMPARED)][0]?.[1] ?? null;

/** The comparison in a currency: that of another one, where it has none of its own. */
export function heldTo(expression: string, code: string | null): string {
  return code && currencyIn(expression) === null && /^\S+ (?:[<>]=?|[!=]=) \d/.test(expression)
    ? expression + comparing(code)
    : expression;
}

/** Every comparison of a condition in another currency. */
export const reheld = (condition: string, code: string): string => condition.replace(COMPARED, comparing(code));

/** Whether what starts it always says in which currency it comes. */
function brings({ triggers }: Pick<Sketch, 'triggers'>, catalogue: Catalogue): boolean {
  const events = triggers.flatMap((one) => (one.type === 'webhook' ? [catalogue.event(one.service, one.event)] : []));
  const told = (shape: object | undefined) =>
    Object.entries(shape ?? {}).some(([name, schema]) => name === 'currency' && paramMeta(schema)?.kind === 'currency');
  return events.length > 0 && triggers.length === events.length && events.every((event) => told(event?.data.shape));
}

/** An amount that comes with the event goes on in the currency it came in. Refunds know theirs. */
export function withCurrencies(steps: Step[], sketch: Pick<Sketch, 'triggers'>, catalogue: Catalogue): Step[] {
  if (!brings(sketch, catalogue)) return steps;
  return steps.map((step) => {
    const action = catalogue.action(step.service, step.action);
    const { amount, currency } = step.params;
    const takes = action && action.action !== 'refund' && Object.hasOwn(action.params.shape, 'currency');
    const passed = typeof amount === 'string' && /\{\{ (?:number\()?trigger\.\w+/.test(amount);
    return takes && passed && currency === undefined
      ? { ...step, params: { ...step.params, currency: `{{ ${PATH} }}` } }
      : step;
  });
}

/** Whether an amount of the event is compared whatever its currency. */
export const comparesAny = (sketch: Sketch, catalogue: Catalogue): boolean =>
  brings(sketch, catalogue) &&
  sketch.steps.some(
    ({ condition }) => /\btrigger\.amount\)? [<>=!]/.test(condition ?? '') && !currencyIn(condition ?? ''),
  );
