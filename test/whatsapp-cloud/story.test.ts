import { tellStory } from '../stories/tell.ts';
import { whatsAppCloudTeller } from './teller.ts';

tellStory(whatsAppCloudTeller);
