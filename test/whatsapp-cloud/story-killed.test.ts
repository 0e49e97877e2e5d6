import { describe } from 'vitest';
import { tellKilledStory } from '../stories/tell-killed.ts';
import { whatsAppCloudTeller } from './teller.ts';

// Told always, the gateway killed, which alone knows the platform; with NOD_LONG=1 as often as on the page and in Slack.
describe('over the Cloud API', () => tellKilledStory(whatsAppCloudTeller, process.env.NOD_LONG ? 'always' : 'seldom'));
