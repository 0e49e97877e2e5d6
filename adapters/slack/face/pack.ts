/** What arrives unchanged wherever Slack carries it. */
const SAFE = /^[\w.:|/-]*$/;

/** Any string in letters that survive ids and values of Slack; readable where it can be. */
export const pack = (text: string): string =>
  SAFE.test(text) ? `=${text}` : `~${Buffer.from(text, 'utf16le').toString('base64url')}`;

/** What `pack` was given; null for what it never gives. */
export function unpack(packed: string): string | null {
  const rest = packed.slice(1);
  if (packed.startsWith('=')) return SAFE.test(rest) ? rest : null;
  if (!packed.startsWith('~') || !/^[\w-]*$/.test(rest)) return null;
  return Buffer.from(rest, 'base64url').toString('utf16le');
}
