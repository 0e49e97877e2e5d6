import { describe } from 'vitest';
import { tellKilledStory } from '../stories/tell-killed.ts';
import { slackTeller } from './teller.ts';

describe('in Slack over HTTP', () => tellKilledStory(() => slackTeller({ socket: false, where: 'channel' })));
