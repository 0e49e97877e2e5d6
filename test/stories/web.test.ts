import { tellStory } from './tell.ts';
import { webTeller } from './web.ts';

tellStory(webTeller);
