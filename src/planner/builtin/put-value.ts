import type { Step } from '../../automation/definition.ts';
import type { Catalogue } from '../../connectors/catalogue.ts';
import { valueFrom } from './answer-values.ts';
import { maskOf } from './mask.ts';
import { type Amount, amountsIn } from './numbers.ts';
import type { Reading } from './read.ts';
import type { Scope } from './scope.ts';

/** What a person gives a parameter, with what goes with it: an amount in another currency is never one of their own. */

interface Place {
  step: Step;
  name: string;
  kind: string;
}

/** Writes what was said into a parameter; false where it is no value of its kind. */
export function putValue(
  { step, name, kind }: Place,
  value: string,
  scope: Scope,
  the: Reading,
  catalogue: Catalogue,
): boolean {
  const [amount] = kind === 'money' ? amountsIn(maskOf(value, the.timeZone).masked, the.currency) : [];
  if (amount) {
    putAmount(step, name, amount, the.currency, catalogue);
    return true;
  }
  const read = valueFrom(kind, name, value, scope, the);
  if (read === null) return false;
  step.params[name] = read;
  return true;
}

/** An amount with the currency it was said in; one without keeps the currency there was. */
export function putAmount(step: Step, name: string, amount: Amount, home: string, catalogue: Catalogue): void {
  step.params[name] = amount.value;
  const takes = Object.hasOwn(catalogue.action(step.service, step.action)?.params.shape ?? {}, 'currency');
  if (!takes || name !== 'amount') return;
  const brought = typeof step.params.currency === 'string' && step.params.currency.includes('{{');
  if (amount.currency === null && !brought) return;
  if (amount.currency === null || amount.currency === home) delete step.params.currency;
  else step.params.currency = amount.currency;
}
