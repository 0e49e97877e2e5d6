import { createHash } from 'node:crypto';
import type { ServiceSpec } from './connectors/define.ts';
import type { Finding } from './errors.ts';

/** One-time pages as HTML: one inline style and the script of one button, both named by the policy by their hashes; light and dark. */

const STYLE = `
:root { color-scheme: light dark; --ink: #1c1d21; --soft: #5d616b; --line: #d9dbe0; --paper: #ffffff; --back: #f5f5f3; --go: #1f6f54; --bad: #a3281e }
@media (prefers-color-scheme: dark) { :root { --ink: #ececee; --soft: #a2a6b0; --line: #3a3d45; --paper: #1f2126; --back: #16171a; --go: #58b893; --bad: #ff8f83 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--back); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { width: 100%; max-width: 34rem; background: var(--paper); border: 1px solid var(--line); border-radius: 14px; padding: 2rem }
h1 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 .5rem }
p { margin: 0 0 1rem; color: var(--soft) }
label { display: block; font-weight: 600; margin-top: 1rem }
.help, .optional { font-weight: 400; color: var(--soft); font-size: .9rem }
input { width: 100%; margin-top: .3rem; padding: .65rem .75rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 8px }
input[aria-invalid=true] { border-color: var(--bad) }
.bad { color: var(--bad); margin: .3rem 0 0; font-size: .95rem }
[hidden] { display: none }
code + p button { margin-top: 0 }
button { margin-top: 1.25rem; padding: .7rem 1.2rem; font: inherit; font-weight: 600; color: var(--paper); background: var(--go); border: 0; border-radius: 8px; cursor: pointer }
:is(button, input):focus-visible { outline: 3px solid var(--go); outline-offset: 2px }
code { display: block; padding: .9rem 1rem; margin-bottom: 1rem; border: 1px dashed var(--line); border-radius: 8px; font: 15px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; user-select: all }
`;

/** Copies what is shown. Without it, or where it may not, the text is selected by a click all the same. */
const COPY = `
const button = document.querySelector('button')
button.hidden = !navigator.clipboard
button.onclick = () => navigator.clipboard.writeText(document.querySelector('code').textContent).then(
  () => { button.textContent = 'Copied' },
  () => { button.hidden = true },
)
`;

const hashed = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Content-Security-Policy of every page here: nothing but its own style, its own button and its own form. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src ${hashed(STYLE)}`,
  `script-src ${hashed(COPY)}`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Before a secret is shown: only a button, so that previews and prefetching spend nothing. */
export function revealPage(kind: 'secret' | 'token' | 'file', title: string): string {
  if (kind === 'file')
    return page(
      title,
      `<p>The workflow as a file. It is shown once; ask for it again whenever you like.</p>
<form method="post"><button>Show it</button></form>`,
    );
  const what = kind === 'secret' ? 'webhook secret' : 'access token';
  return page(
    `Your ${what}`,
    `<p>${kind === 'secret' ? 'For' : 'Named'} <strong>${escaped(title)}</strong>. It is shown once; keep it somewhere safe.</p>
<form method="post"><button>Show it</button></form>`,
  );
}

export function secretPage(kind: 'secret' | 'token' | 'file', title: string, secret: string): string {
  if (kind === 'file')
    return page(title, `${shown(secret)}<p>Paste it into a chat with Nod to make a workflow of it.</p>`);
  const use =
    kind === 'secret'
      ? 'Put it in the settings of whatever sends the webhook, or in <strong>NOD_WEBHOOK_SECRET</strong> for the curl line.'
      : 'Send it with requests as <strong>Authorization: Bearer</strong> and the token.';
  return page(
    kind === 'secret' ? `Webhook secret of ${title}` : `Access token ${title}`,
    `${shown(secret)}<p>${use} This page will not show it again.</p>`,
  );
}

const shown = (secret: string): string =>
  `<code>${escaped(secret)}</code><p><button type="button" hidden aria-live="polite">Copy</button></p><script>${COPY}</script>`;

/** The form with a service's fields; what was wrong stands at its field. Secrets are never written back. */
export function connectPage(spec: ServiceSpec, findings: Finding[] = [], given: Record<string, string> = {}): string {
  const fields = spec.fields.map((field) => {
    const id = `field-${escaped(field.name)}`;
    const problem = findings.find((finding) => finding.path === `fields.${field.name}`);
    const notes = [field.help ? `${id}-help` : '', problem ? `${id}-bad` : ''].filter(Boolean).join(' ');
    const value = field.secret ? '' : (given[field.name] ?? '');
    return `<label for="${id}">${escaped(field.label)}${field.required ? '' : ' <span class="optional">optional</span>'}</label>
${field.help ? `<span class="help" id="${id}-help">${escaped(field.help)}</span>` : ''}
<input id="${id}" name="${escaped(field.name)}" type="${field.secret ? 'password' : 'text'}" value="${escaped(value)}" autocomplete="off" autocapitalize="off" spellcheck="false"${field.required ? ' required' : ''}${problem ? ' aria-invalid="true"' : ''}${notes ? ` aria-describedby="${notes}"` : ''}>
${problem ? `<p class="bad" id="${id}-bad">${escaped(problem.message)}</p>` : ''}`;
  });
  const general = findings.filter((finding) => !spec.fields.some((field) => finding.path === `fields.${field.name}`));
  return page(
    `Connect ${spec.title}`,
    `<p>What you enter is stored encrypted and used only for your workflows.</p>
${general.map((finding) => `<p class="bad" role="alert">${escaped(finding.message)}</p>`).join('\n')}
<form method="post">${fields.join('\n')}<button>Connect</button></form>`,
  );
}

export function connectedPage(title: string, account: string): string {
  return page(
    `${title} is connected`,
    `<p>As <strong>${escaped(account)}</strong>. You can close this page and go back to the chat.</p>`,
  );
}

/** For a page that is not there (any more). */
export function gonePage(message: string): string {
  return page('Nothing to see here', `<p>${escaped(message)} You can ask for a new one in the chat.</p>`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body><main><h1>${escaped(title)}</h1>
${body}
</main></body>
</html>
`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? '');
}
