import type { Card, PlatformError, ThreadId } from '../../src/chat/types.ts';
import type { FakeMessage } from '../fakes/slack/model.ts';
import type { SlackWorld } from './world.ts';

/** A card with a button and a drawing. */
export const CARD: Card = {
  title: 'Weekly report',
  body: [{ kind: 'steps', steps: [{ text: 'Email the team' }] }],
  choices: [{ name: 'draft.approve', value: 'd1', label: 'Approve', style: 'primary' }],
  image: {
    svg: '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>',
    alt: 'Monday, then an email',
  },
};

/** A thread somebody opened with a few words. */
export async function openThread(
  world: SlackWorld,
  where = 'dm',
  user = 'U1',
): Promise<{ id: ThreadId; root: FakeMessage; texts(): string[] }> {
  const root = await world.slack.say(user, where, where === 'dm' ? 'hello' : '<@UBOT> hello');
  return {
    id: `slack:T1/${root.channel}/${root.ts}`,
    root,
    texts: () =>
      world.slack
        .messages(root.channel, root.ts)
        .slice(1)
        .map((one) => world.slack.text(one)),
  };
}

/** What was thrown. */
export const refused = (work: Promise<unknown>): Promise<PlatformError> =>
  work.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: PlatformError) => error,
  );
