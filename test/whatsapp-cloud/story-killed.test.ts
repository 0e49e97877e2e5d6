import { describe } from 'vitest';
import { tellKilledStory } from '../stories/tell-killed.ts';
import { whatsAppCloudTeller } from './teller.ts';

// Told with NOD_LONG=1; the page's and Slack's are told always.
describe.skipIf(!process.env.NOD_LONG)('over the Cloud API', () => tellKilledStory(whatsAppCloudTeller));
