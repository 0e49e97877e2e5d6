import type { Spend } from '../define.ts';

/** A literal or resolved amount as money; null while it is still a template. */
export function spendOf(amount: unknown, code: unknown, payee: unknown): Spend | null {
  const value = typeof amount === 'number' ? amount : typeof amount === 'string' ? Number(amount) : Number.NaN;
  if (!Number.isFinite(value) || value <= 0) return null;
  return {
    amount: value,
    currency: typeof code === 'string' ? code : '',
    payee: typeof payee === 'string' ? payee : null,
  };
}
