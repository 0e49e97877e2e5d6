/** True when an insert was refused because the unique key is there already. Apart from the store, whose driver it does not need. */
export function isDuplicate(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 11000;
}
