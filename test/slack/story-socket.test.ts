import { describe } from 'vitest';
import { tellStory } from '../stories/tell.ts';
import { slackTeller } from './teller.ts';

describe.each(['dm', 'channel'] as const)('in Slack in Socket Mode, in a %s', (where) => {
  tellStory(() => slackTeller({ socket: true, where }));
});
