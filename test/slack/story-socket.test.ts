import { describe } from 'vitest';
import { tellStory } from '../stories/tell.ts';
import { slackTeller } from './teller.ts';

describe('in Slack in Socket Mode, in a channel', () =>
  tellStory(() => slackTeller({ socket: true, where: 'channel' })));
