import { tellStory } from './tell.ts';
import { terminalTeller } from './terminal.ts';

tellStory(terminalTeller);
