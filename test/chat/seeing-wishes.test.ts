import { expect, it } from 'vitest';
import { seeingWishOf } from '../../src/chat/seeing-wishes.ts';

/** What is asked of figures and limits, in the words people have for it. */
const NAME = 'Pay Otieno';
const limits = (name: string | null) => ({ kind: 'limits', name });

it.each([
  ['how much is left today?', limits(null)],
  ['how much is left for Pay Otieno today?', limits(NAME)],
  ['how much is left today for Pay Otieno', limits(NAME)],
  ['how much is left of Pay Otieno?', limits(NAME)],
  ['How much can I still spend today?', limits(null)],
  ['how much may we still pay with Pay Otieno today', limits(NAME)],
  ['what are the limits of Pay Otieno?', limits(NAME)],
  ['limits of Pay Otieno', limits(NAME)],
  ['show my limits', limits(null)],
  ['How is Pay Otieno doing this month?', { kind: 'stats', name: NAME, days: 30 }],
  ['how did Pay Otieno do this week', { kind: 'stats', name: NAME, days: 7 }],
  ['how has Pay Otieno been doing in the last 14 days', { kind: 'stats', name: NAME, days: 14 }],
  ['what is left to do', null],
  ['raise the limits of Pay Otieno', null],
])('%s', (said, wish) => {
  expect(seeingWishOf(said)).toEqual(wish);
});
