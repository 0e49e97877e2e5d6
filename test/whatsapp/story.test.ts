import { describe } from 'vitest';
import { browserTestsRun } from '../fakes/whatsapp-web/browser.ts';
import { tellStory } from '../stories/tell.ts';
import { whatsappTeller } from './teller.ts';

describe.skipIf(!browserTestsRun())('on WhatsApp Web', () => tellStory(whatsappTeller));
