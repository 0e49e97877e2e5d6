import { describe } from 'vitest';
import { tellStory } from '../stories/tell.ts';
import { slackTeller } from './teller.ts';

describe.each(['dm', 'channel'] as const)('in Slack over HTTP, in a %s', (where) => {
  tellStory(() => slackTeller({ socket: false, where }));
});
