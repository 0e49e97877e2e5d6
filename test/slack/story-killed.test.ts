import { describe } from 'vitest';
import { tellKilledStory } from '../stories/tell-killed.ts';
import { slackTeller } from './teller.ts';

// A minute or two each: the others are told with NOD_LONG=1, this and the page's always.
describe('in Slack in Socket Mode, in a direct message', () =>
  tellKilledStory(() => slackTeller({ socket: true, where: 'dm' })));

describe.skipIf(!process.env.NOD_LONG)('in Slack over HTTP, in a channel', () =>
  tellKilledStory(() => slackTeller({ socket: false, where: 'channel' })),
);
