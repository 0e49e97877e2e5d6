// A small page to play the phone and the people by hand.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FakeWhatsApp } from './fake.ts';

const LARGEST_BODY = 100_000;

type Deed = (fake: FakeWhatsApp, form: URLSearchParams) => unknown;

const DEEDS: Record<string, Deed> = {
  scan: (fake) => fake.scanQr(),
  unlink: (fake) => fake.unlinkFromPhone(),
  say: (fake, form) => {
    const chat = form.get('chat') ?? '';
    const from = form.get('from');
    fake.say(chat, form.get('text') ?? '', from ? { from } : {});
  },
  vote: (fake, form) => {
    const poll = fake.outbox.find(({ id }) => id === form.get('poll'));
    if (!poll) throw new Error('There is no such poll.');
    fake.vote(poll, form.getAll('option'), form.get('from') || poll.chat);
  },
  drop: (fake) => fake.dropConnection(),
  reload: (fake) => fake.reload(),
  crash: (fake) => fake.crashPage(),
};

/** Answers the control page at `/`, its state at `/state`, and its deeds at `/do/<deed>`. */
export function controlOf(fake: FakeWhatsApp, people: { id: string; name: string }[]) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const path = new URL(request.url ?? '/', 'http://control').pathname;
    if (request.method === 'GET' && path === '/') answer(response, 200, 'text/html', pageOf(people));
    else if (request.method === 'GET' && path === '/state')
      answer(response, 200, 'application/json', JSON.stringify(stateOf(fake)));
    else if (request.method === 'POST' && path.startsWith('/do/')) perform(fake, path.slice(4), request, response);
    else answer(response, 404, 'text/plain', 'Not found');
  };
}

function stateOf(fake: FakeWhatsApp) {
  const polls = fake.outbox.filter((one) => one.poll !== null && !one.revoked).slice(-5);
  return {
    linked: fake.linked,
    messages: fake.outbox.length,
    polls: polls.map(({ id, chat, poll }) => ({ id, chat, ...poll })),
  };
}

function perform(fake: FakeWhatsApp, deed: string, request: IncomingMessage, response: ServerResponse): void {
  readForm(request)
    .then((form) => {
      const act = DEEDS[deed];
      if (!act) throw new Error(`There is no deed "${deed}", only ${Object.keys(DEEDS).join(', ')}.`);
      return act(fake, form);
    })
    .then(
      () => answer(response, 204, 'text/plain', ''),
      (error: unknown) => answer(response, 400, 'text/plain', error instanceof Error ? error.message : String(error)),
    );
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let body = '';
  for await (const chunk of request as AsyncIterable<Buffer>) {
    body += chunk.toString();
    if (body.length > LARGEST_BODY) throw new Error('Too long.');
  }
  return new URLSearchParams(body);
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}

function pageOf(people: { id: string; name: string }[]): string {
  const options = people.map(({ id, name }) => `<option value="${id}">${name}</option>`).join('');
  const buttons = ['scan', 'unlink', 'drop', 'reload', 'crash'].map(
    (deed) => `<button data-do="${deed}">${deed}</button>`,
  );
  return `<!doctype html><meta charset="utf-8"><title>WhatsApp by hand</title>
<style>body{margin:0;display:flex;height:100vh;font:15px sans-serif}aside{width:280px;padding:12px}
iframe{flex:1;border:0}form{display:grid;gap:8px;margin:12px 0}#said{color:#b00}</style>
<aside><p id="state"></p>${buttons.join(' ')}
<form id="say"><select name="chat">${options}</select><textarea name="text" rows="4"></textarea><button>Say</button></form>
<div id="polls"></div><p id="said"></p></aside>
<iframe name="chats" src="/view"></iframe>
<script>
const act = async (deed, form = {}) => {
  const response = await fetch('/do/' + deed, { method: 'POST', body: new URLSearchParams(form) });
  said.textContent = response.ok ? '' : await response.text();
  show();
};
for (const button of document.querySelectorAll('[data-do]')) button.onclick = () => act(button.dataset.do);
say.onsubmit = (event) => { event.preventDefault(); act('say', new FormData(say)); say.text.value = ''; };
let drawn = '';
const show = async () => {
  const { linked, messages, polls: open } = await (await fetch('/state')).json();
  state.textContent = (linked ? 'Linked' : 'Not linked') + ', ' + messages + ' messages from the bot';
  if (JSON.stringify(open) === drawn) return;
  drawn = JSON.stringify(open);
  polls.replaceChildren(...open.flatMap((poll) => {
    const title = Object.assign(document.createElement('p'), { textContent: poll.name });
    const votes = poll.options.map((option) => {
      const button = Object.assign(document.createElement('button'), { textContent: option });
      button.onclick = () => act('vote', { poll: poll.id, option });
      return button;
    });
    return [title, ...votes];
  }));
};
setInterval(show, 1000);
show();
</script>`;
}
