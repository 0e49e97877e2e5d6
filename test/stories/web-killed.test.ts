import { tellKilledStory } from './tell-killed.ts';
import { webTeller } from './web.ts';

tellKilledStory(webTeller);
