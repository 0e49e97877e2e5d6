import { tellKilledStory } from '../stories/tell-killed.ts';
import { whatsAppCloudTeller } from './teller.ts';

tellKilledStory(whatsAppCloudTeller);
