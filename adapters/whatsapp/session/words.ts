/** What the state of the linked device is called, for `/health`, the settings page and the log. */
export const words = {
  off: 'not started',
  starting: 'starting WhatsApp Web',
  qr: 'waiting for the QR code to be scanned (WhatsApp on the phone, Linked devices, Link a device)',
  code: 'waiting for the pairing code to be typed on the phone (Linked devices, Link with phone number)',
  syncing: 'logged in, WhatsApp is loading its chats',
  connected: 'connected',
  reconnecting: 'WhatsApp lost its connection and is reconnecting by itself',
  standby: 'standing by: another process holds the WhatsApp session',
  stopping: 'stopping',
  stopped: 'stopped',
  unlinked: 'the phone unlinked this device; it needs to be paired again',
  again: (why: string, seconds: number) => `${why}; trying again in ${seconds} s`,

  wrongLibrary: (found: string, wanted: string) =>
    `whatsapp-web.js ${found} is installed, but this version works with ${wanted} only; run "npm ci" and start again`,
  noBrowser:
    'no Chromium was found for WhatsApp; install Chromium or Google Chrome (Debian: apt install chromium), or set PUPPETEER_EXECUTABLE_PATH to one',
  noSuchBrowser: (path: string) => `PUPPETEER_EXECUTABLE_PATH names ${path}, which cannot be run; correct or remove it`,
  changed: (what: string) =>
    `WhatsApp changed again: ${what}. Nothing is sent or read until this is updated; the other platforms are not touched`,
  blocked: (state: string) =>
    `WhatsApp closed this account or this connection (${state}); it is not tried again. Look at WhatsApp on the phone`,
  outdated: 'WhatsApp no longer accepts this version of WhatsApp Web; an update is needed',
  conflict: 'WhatsApp Web was opened elsewhere with this log-in',
  unpaired: 'WhatsApp no longer knows this device',

  browserGone: 'the browser ended',
  pageGone: 'the page was closed',
  pageCrashed: 'the page crashed',
  ghost: 'WhatsApp did not answer',
  hung: 'calls to WhatsApp hang',
  slowStart: 'WhatsApp Web did not open in time',
  slowSync: 'WhatsApp did not finish loading in time',
  staleCode: 'no fresh code came',
  unscanned: (minutes: number) =>
    `nobody took the code for ${minutes} minutes, so none is shown any more; ask for a new one on the settings page, or start Nod again`,
  noCode: (why: string) => `WhatsApp gave no pairing code for this number (${why})`,
  leaseLost: 'another process took the session over',
  failed: (why: string) => `WhatsApp Web could not be started: ${why}`,
  scan: 'Scan this with WhatsApp on the phone: Settings, Linked devices, Link a device.',
  moreCodes: 'Further QR codes are shown on the settings page only.',
  type: (code: string) => `Type this code on the phone: WhatsApp, Linked devices, Link with phone number: ${code}`,
} as const;
