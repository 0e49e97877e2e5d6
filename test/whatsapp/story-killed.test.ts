import { describe } from 'vitest';
import { browserTestsRun } from '../fakes/whatsapp-web/browser.ts';
import { tellKilledStory } from '../stories/tell-killed.ts';
import { whatsappTeller } from './teller.ts';

// Told with NOD_LONG=1; the page's, Slack's and the Cloud API's are told always.
describe.skipIf(!process.env.NOD_LONG || !browserTestsRun())('on WhatsApp Web (with NOD_LONG=1 only)', () =>
  tellKilledStory(whatsappTeller),
);
