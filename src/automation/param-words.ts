import type { ActionSpec } from '../connectors/define.ts';
import { paramMeta } from '../connectors/params.ts';
import type { Json } from './definition.ts';
import { grouped, money } from './money.ts';
import { dayInWords, sentence } from './words.ts';

/** What was given to an action, as a person reads it: amounts with their currency, dates as days, nothing that is empty. */
export function paramsInWords(
  spec: Pick<ActionSpec, 'params'> | null,
  params: Record<string, Json>,
  currency: string,
): { label: string; value: string }[] {
  const code = typeof params.currency === 'string' ? params.currency : currency;
  const metaOf = (name: string) => {
    const schema = spec?.params.shape[name];
    return schema ? paramMeta(schema as never) : undefined;
  };
  const sums = Object.entries(params).some(([name, value]) => metaOf(name)?.kind === 'money' && value !== null);
  return Object.entries(params)
    .filter(([name, value]) => value !== null && value !== '' && !(sums && name === 'currency'))
    .map(([name, value]) => {
      const meta = metaOf(name);
      const label = sentence((meta?.label ?? name.replaceAll('_', ' ')).replace(/^the /, ''));
      return { label, value: valueInWords(value, meta?.kind, code) };
    });
}

function valueInWords(value: Json, kind: string | undefined, currency: string): string {
  const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (kind === 'money' && typeof number === 'number') return money(number, currency);
  if (typeof value === 'number') return grouped(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'string') return JSON.stringify(value);
  return kind === 'date' && /^\d{4}-\d\d-\d\d$/.test(value)
    ? dayInWords(Date.parse(`${value}T12:00:00Z`), 'UTC')
    : value;
}
