import { describe } from 'vitest';
import { tellStory } from '../stories/tell.ts';
import { slackTeller } from './teller.ts';

describe('in Slack over HTTP, in a direct message', () => tellStory(() => slackTeller({ socket: false, where: 'dm' })));
