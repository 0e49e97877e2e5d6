// The page behind https://web.whatsapp.com.
import { account } from './account.ts';
import { applyFaults, register } from './faults.ts';
import { receive } from './incoming.ts';
import { Link } from './link.ts';
import { directoryModules } from './modules/directory.ts';
import { mediaModules } from './modules/media.ts';
import { sendingModules } from './modules/sending.ts';
import { sessionModules } from './modules/session.ts';
import { page, settings } from './settings.ts';

account.link = new Link({
  message: receive,
  open: () =>
    account.link.send({
      type: 'hello',
      token: account.token(),
      fresh: account.me === undefined,
      viewer: settings.view !== undefined,
      revision: settings.faults.revision,
    }),
  drop: () => account.socket.set({ state: 'TIMEOUT' }),
});
register({ ...sessionModules(), ...directoryModules(), ...sendingModules(), ...mediaModules() }, (name) =>
  account.link.send({ type: 'missing', name }),
);
applyFaults(settings.faults);
account.socket.set({ state: 'OPENING' });
account.link.connect();
page.Debug = { VERSION: settings.version };
