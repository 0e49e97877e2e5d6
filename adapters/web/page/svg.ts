const LARGEST = 300_000;

/** What has no place in a drawing: script, other documents, handlers, references to anything outside it. */
const REFUSED = [
  /<\s*(?:script|foreignObject|iframe|object|embed|audio|video|image|animate|set|handler)\b/i,
  /\son[a-z]+\s*=/i,
  /<!(?:DOCTYPE|ENTITY)/i,
  /(?:href|src)\s*=\s*["']?\s*(?!["']?#)[^"'\s#>]/i,
  /url\(\s*["']?(?!#)/i,
  /@import/i,
  /javascript:/i,
];

/** An address for an `<img>` that shows this drawing; null when it holds anything a drawing does not need. */
export function drawing(svg: string): string | null {
  const text = svg.trim().replace(/^<\?xml[^>]*\?>\s*/, '');
  if (!text.startsWith('<svg') || text.length > LARGEST) return null;
  if (REFUSED.some((pattern) => pattern.test(text))) return null;
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}
