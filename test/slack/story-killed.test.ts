import { describe } from 'vitest';
import { tellKilledStory } from '../stories/tell-killed.ts';
import { slackTeller } from './teller.ts';

// A minute or two each: this, the page's and the Cloud API's are told always, the others with NOD_LONG=1.
describe('in Slack in Socket Mode, in a direct message', () =>
  tellKilledStory(() => slackTeller({ socket: true, where: 'dm' })));

describe.skipIf(!process.env.NOD_LONG)('in Slack over HTTP, in a channel (with NOD_LONG=1 only)', () =>
  tellKilledStory(() => slackTeller({ socket: false, where: 'channel' })),
);
