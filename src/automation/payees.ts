/** Numbers that are paid, in every form people and data write them: one number is one payee, whatever it looks like. */

/** The digits M-Pesa is given: `0712 345 678`, `+254…` and `00254…` are all `254712345678`. */
export function dialled(phone: string): string {
  const digits = phone.replace(/\D/g, '').replace(/^00/, '');
  return /^0\d{9}$/.test(digits) ? `254${digits.slice(1)}` : digits;
}

export const samePayee = (one: string, other: string): boolean => dialled(one) === dialled(other);
