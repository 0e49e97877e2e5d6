import { describe } from 'vitest';
import { browserTestsRun } from '../fakes/whatsapp-web/browser.ts';
import { tellKilledStory } from '../stories/tell-killed.ts';
import { whatsappTeller } from './teller.ts';

describe.skipIf(!browserTestsRun())('on WhatsApp Web', () => tellKilledStory(whatsappTeller));
