import { describe } from 'vitest';
import { tellKilledStory } from '../stories/tell-killed.ts';
import { slackTeller } from './teller.ts';

// Minutes each: told with NOD_LONG=1; the page's is told always.
describe.skipIf(!process.env.NOD_LONG).each([
  { name: 'over HTTP, in a channel', socket: false, where: 'channel' as const },
  { name: 'in Socket Mode, in a dm', socket: true, where: 'dm' as const },
])('in Slack $name', ({ socket, where }) => tellKilledStory(() => slackTeller({ socket, where })));
