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

/** The page's own colours, for what a drawing of a workflow names: it is shown apart from the page and inherits nothing of it. */
const COLOURS = `<style>
.box{stroke-width:1.25}.words{fill:#1f282b}.line{stroke:#8b9598}.head{fill:#8b9598}
.start{fill:#e1efea;stroke:#176b5b}.step{fill:#fff;stroke:#cfc8b9}.flow{fill:#f1ecfa;stroke:#9a83cf}.money{fill:#fbf0dc;stroke:#b98a45}
@media (prefers-color-scheme:dark){
.words{fill:#e9e6de}.line{stroke:#6d7a7e}.head{fill:#6d7a7e}
.start{fill:#1c3730;stroke:#63c6ab}.step{fill:#272f32;stroke:#4a575b}.flow{fill:#2c2a3d;stroke:#8f84c4}.money{fill:#352a16;stroke:#c19448}
}</style>`;

/** Drawings higher than this are folded until they are asked for. */
const HIGH = 420;

export const isHigh = (svg: string): boolean => Number(/^<svg[^>]*\sheight="([\d.]+)"/.exec(svg)?.[1] ?? 0) > HIGH;

/** An address for an `<img>` that shows this drawing; null when it holds anything a drawing does not need. */
export function drawing(svg: string): string | null {
  const text = svg.trim().replace(/^<\?xml[^>]*\?>\s*/, '');
  if (!text.startsWith('<svg') || text.length > LARGEST) return null;
  if (REFUSED.some((pattern) => pattern.test(text))) return null;
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text.replace(/^<svg[^>]*>/, (start) => start + COLOURS))}`;
}
