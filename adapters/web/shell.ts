import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import { type Assets, IMPORTS } from './assets.ts';

export interface Shell {
  html: string;
  /** Content-Security-Policy that lets this page run and nothing else. */
  policy: string;
}

/** The one HTML document: everything it needs comes from this address, the import map is known by its hash. */
export function createShell(assets: Assets): Shell {
  const base = `/app/assets/${assets.version}`;
  const imports = Object.fromEntries(Object.entries(IMPORTS).map(([name, path]) => [name, `${base}/${path}`]));
  const map = JSON.stringify({ imports });
  const mapHash = createHash('sha256').update(map).digest('base64');
  const modules = [...assets.files.keys()].filter((name) => name.startsWith('page/') || name.startsWith('vendor/'));
  const preload = modules.map((name) => `<link rel="modulepreload" href="${base}/${name}">`).join('\n');
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#f6f4ef" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#141a1c" media="(prefers-color-scheme: dark)">
<title>Nod</title>
<link rel="icon" type="image/svg+xml" href="${base}/logo.svg">
<link rel="stylesheet" href="${base}/page.css">
<script type="importmap">${map}</script>
${preload}
<script type="module" src="${base}/page/main.js"></script>
</head>
<body>
<div id="app"></div>
<noscript><p class="plain">Nod's page needs JavaScript. The same can be done through its API.</p></noscript>
</body>
</html>
`;
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'sha256-${mapHash}'`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  return { html, policy };
}

/** What someone reads who may not have the page. */
export const CLOSED_PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Nod</title></head>
<body><h1>Nod is here, and this page is not for this address</h1>
<p>The page opens only in a browser on the machine Nod runs on, at the address it prints when it starts.
Through a tunnel, a proxy or another name it stays closed.</p></body></html>
`;

/** Headers of every answer of the web chat. */
export function secure(ctx: Context, policy = "default-src 'none'; frame-ancestors 'none'"): void {
  ctx.set({
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  });
}
