import fc from 'fast-check';
import { expect, test } from 'vitest';
import { messageId, messageOf, placeOf, threadId, timeOf, userOf } from '../../adapters/slack/threads.ts';

const id = fc.stringMatching(/^[A-Z0-9]{1,12}$/);
const ts = fc.stringMatching(/^[0-9]{10}\.[0-9]{6}$/);

test('Places and messages come back as they went', () => {
  fc.assert(
    fc.property(id, id, fc.option(ts, { nil: undefined }), (team, channel, root) => {
      const place = { team, channel, ...(root === undefined ? {} : { root }) };
      expect(placeOf(threadId(place))).toEqual(place);
    }),
  );
  fc.assert(
    fc.property(id, ts, (channel, at) => {
      expect(messageOf(messageId(channel, at))).toEqual({ channel, ts: at });
    }),
  );
});

test.each(['slack:', 'slack:T1', 'web:T1/C1', 'slack:T1/C1/', 'slack:T1/C1/1.1/2', 'slack:t1/C1', 'slack:T1/../x'])(
  '%s is no thread',
  (thread) => expect(() => placeOf(thread)).toThrow(expect.objectContaining({ reason: 'gone' })),
);

test('What is nobody is gone, what is no message none', () => {
  expect(() => userOf({ id: 'U1' })).toThrow(expect.objectContaining({ reason: 'gone' }));
  expect(messageOf('home/U1')).toBeNull();
  expect(timeOf('1700000000.000100')).toBe('2023-11-14T22:13:20.000Z');
});
