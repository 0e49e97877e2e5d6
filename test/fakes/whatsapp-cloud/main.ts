import { createInterface } from 'node:readline';
import { startFakeCloud } from './cloud.ts';

/**
 * A WhatsApp to try the Cloud adapter with, in a terminal: prints the variables a gateway is started with, registers its
 * webhook once it answers, and then every line typed is said by one person. `/1` taps the first choice of the newest card.
 */
const cloud = await startFakeCloud({
  port: Number(process.env.FAKE_CLOUD_PORT ?? 0),
  templates: [{ name: 'waiting', language: 'en_US', body: 'News from Nod: {{1}}' }],
});
const gateway = process.env.NOD_URL ?? 'http://127.0.0.1:3000';
const person = cloud.person({ name: 'Amina' });
const env = { ...cloud.env(), WHATSAPP_CLOUD_TEMPLATE: 'waiting', WHATSAPP_ALLOWED: `+${person.user.phone}` };
for (const [name, value] of Object.entries(env)) console.log(`${name}=${value}`);
console.log(`Waiting for the webhook at ${gateway}/whatsapp/cloud …`);
const trying = setInterval(() => {
  cloud.hooks.register(`${gateway}/whatsapp/cloud`).then(
    () => {
      clearInterval(trying);
      console.log('Registered. Type what Amina says; /1 taps the first choice of the newest card.');
    },
    () => {},
  );
}, 1000);

let shown = 0;
setInterval(() => {
  for (const message of person.shown().slice(shown)) {
    if (message.from === 'business') console.log(`\n${message.text}`);
    for (const [index, choice] of message.choices.entries()) console.log(`  /${index + 1} [${choice.title}]`);
  }
  shown = person.shown().length;
}, 200);

createInterface({ input: process.stdin }).on('line', (line) => {
  const [, number] = /^\/(\d+)$/.exec(line.trim()) ?? [];
  const card = person.shown().findLast((message) => message.choices.length > 0);
  const choice = number ? card?.choices[Number(number) - 1] : undefined;
  const act = card && choice ? person.tap(card.id, choice.id) : person.say(line);
  act.catch((error: unknown) => console.error(String(error)));
});
