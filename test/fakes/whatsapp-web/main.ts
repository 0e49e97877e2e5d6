// A WhatsApp to try the bot with by hand: prints the variables that make the bot use it, and where to play the people.
import { findBrowser, NO_BROWSER } from './browser.ts';
import { controlOf } from './control.ts';
import { startFakeWhatsApp } from './fake.ts';

const ANN = { pn: '254700000001@c.us', lid: '900000000002@lid', pushname: 'Ann' };
const BOB = { lid: '900000000003@lid', pushname: 'Bob' };
const GROUP = '120363000000000001@g.us';

const fake = await startFakeWhatsApp({ acks: 3 });
fake.addContact(ANN);
fake.addContact(BOB);
fake.addGroup({ id: GROUP, subject: 'Friends', participants: [ANN.lid, BOB.lid] });
fake.control = controlOf(fake, [
  { id: ANN.pn, name: 'Ann' },
  { id: BOB.lid, name: 'Bob, whose number nobody knows' },
]);

const variables = {
  WHATSAPP_ENABLED: 'true',
  // Nobody else is answered; Bob is let in by a code.
  WHATSAPP_ALLOWED: `+${ANN.pn.replace('@c.us', '')}`,
  WHATSAPP_BROWSER_ARGS: fake.chromiumArgs().join(','),
  PUPPETEER_EXECUTABLE_PATH: findBrowser() ?? '',
};
for (const [name, value] of Object.entries(variables)) process.stdout.write(`export ${name}='${value}'\n`);
if (variables.PUPPETEER_EXECUTABLE_PATH === '') process.stderr.write(`${NO_BROWSER}\n`);
process.stderr.write(`The phone and the people: ${new URL('/', fake.viewUrl()).href}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    fake.stop().finally(() => process.exit(0));
  });
}
