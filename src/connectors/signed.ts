/** What timestamped signature headers (`t=…,v1=…`) of several services have in common. */

/** Seconds a signature stays good for: an old request that is sent again is refused. */
const TOLERANCE = 5 * 60;

/** Reads `t=1700000000,v1=abc,v1=def`. Several v1 are how a secret is rotated. */
export function signatureParts(header: string | undefined): { t: string | undefined; v1: string[] } {
  const parts = (header ?? '').slice(0, 2000).split(',');
  const values = (name: string) =>
    parts
      .map((part) => part.trim())
      .filter((part) => part.startsWith(`${name}=`))
      .map((part) => part.slice(name.length + 1));
  return { t: values('t')[0], v1: values('v1').slice(0, 10) };
}

/** True when `seconds` (Unix) lies within five minutes of `now`. */
export function isFresh(seconds: string, now: Date | undefined): boolean {
  if (!/^\d{1,12}$/.test(seconds)) return false;
  return Math.abs((now ?? new Date()).getTime() / 1000 - Number(seconds)) <= TOLERANCE;
}
