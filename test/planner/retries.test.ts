import { describe, expect, it } from 'vitest';
import type { PlannerReply } from '../../src/planner/types.ts';
import { gist, plainReplyTo } from './talking.ts';

const CALL = 'every day at 6am call https://api.example.com/sync';
/** How a step is said to be tried again, and how often it is tried in all. */
const SAID: [string, number][] = [
  [' and try it up to 5 times when it fails', 5],
  ['. If it fails, try again up to 3 times', 4],
  [', retrying up to 4 times if the call fails', 5],
  ['; should it fail, give it three more tries', 4],
  [' and keep trying, 5 attempts at most', 5],
  [' with 3 retries', 4],
  [', max 3 attempts', 3],
  [", and if it doesn't work the first time try twice more", 3],
  [' (attempt it 4 times before giving up)', 4],
  ['. It may try up to 6 times when the server does not answer.', 6],
  ['. When that fails repeat it up to 3 times.', 4],
  [', if there is an error try once more', 2],
  [' and retry at most 2 times if it errors', 3],
  [' and have another go up to 3 times if it goes wrong', 4],
  [', up to 5 tries', 5],
];

const attempts = (reply: PlannerReply) =>
  reply.kind === 'propose' ? reply.definition.steps.map((step) => step.retry?.attempts ?? 1) : reply.kind;

describe('trying again', () => {
  it.each(SAID)('is read from “%s”', async (words, expected) => {
    const reply = await plainReplyTo(`${CALL}${words}`);
    expect(gist(reply)).toBe('0 6 * * * > request(https://api.example.com/sync)');
    expect(attempts(reply)).toEqual([expected]);
  });

  it('leads on to what is done where it still fails', async () => {
    const down = 'send_sms(+254722000111 | Down) if {{ step_1.status == "failed" }}';
    for (const words of ['If it fails, try again twice, then', 'Try again twice on failure, then'])
      expect(gist(await plainReplyTo(`${CALL}. ${words} text +254722000111 'Down'`))).toBe(
        `0 6 * * * > request(https://api.example.com/sync) > ${down}`,
      );
  });

  it('is of the step it is said of', async () => {
    const after = 'every day at 6am read my Stock sheet, call https://api.example.com/sync';
    expect(attempts(await plainReplyTo(`${after} and try it 3 times, then post 'ok' in #ops`))).toEqual([1, 3, 1]);
    expect(attempts(await plainReplyTo(`${CALL}, then post 'ok' in #ops. Retry the call 3 times if it fails`))).toEqual(
      [4, 1],
    );
  });

  it('can be said of an open card', async () => {
    expect(attempts(await plainReplyTo(CALL, 'try up to 4 times if it fails'))).toEqual([4]);
  });

  it('is neither a number of starts nor words in quotes', async () => {
    expect(gist(await plainReplyTo('call https://api.example.com/sync twice a day at 9am and 5pm'))).toBe(
      '0 9,17 * * * > request(https://api.example.com/sync)',
    );
    expect(attempts(await plainReplyTo("every day at 6am post 'Try it 3 times' in #ops"))).toEqual([1]);
  });
});
