import { describe, expect, it } from 'vitest';
import { gist, plainReplyTo } from './talking.ts';

/** Times said twice, or from the outside in. */
const SAID: [string, string][] = [
  ['once a year, on 1 June at 9am,', '0 9 1 6 *'],
  ['once a year on the 3rd of March at 9am', '0 9 3 3 *'],
  ['yearly, on June 1 at 9am,', '0 9 1 6 *'],
  ['annually, on 2 May at 6pm,', '0 18 2 5 *'],
  ['once every year, on 12 Feb at 9am,', '0 9 12 2 *'],
  ['once a week, on Tuesday at 9am,', '0 9 * * 2'],
  ['once a week, on Fridays at 4pm,', '0 16 * * 5'],
  ['once every week on a Monday at 9am', '0 9 * * 1'],
  ['on the first day of every quarter (January, April, July and October) at 8am', '0 8 1 1,4,7,10 *'],
  ['on the 1st of each quarter (Jan, Apr, Jul, Oct) at 8am', '0 8 1 1,4,7,10 *'],
  ['every quarter on the 15th (January, April, July and October) at 8am', '0 8 15 1,4,7,10 *'],
  ['on the last day of every quarter (March, June, September, December) at 5pm', '0 17 L 3,6,9,12 *'],
];

describe('times said twice', () => {
  it.each(SAID)('%s', async (when, cron) => {
    expect(gist(await plainReplyTo(`${when} post 'Hi' in #fin`))).toBe(`${cron} > send_message(#fin | Hi)`);
  });

  it('are asked about where the months are not those of a quarter', async () => {
    const reply = await plainReplyTo("every quarter (February, May, August and November) at 8am post 'Hi' in #fin");
    expect(reply.kind).toBe('ask');
  });
});
