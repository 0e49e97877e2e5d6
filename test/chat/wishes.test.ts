import { expect, it } from 'vitest';
import { nameThem } from '../../adapters/index.ts';
import { namePlatforms, onPlatform, platformName } from '../../src/chat/platform-names.ts';
import { accountWords, wishOf } from '../../src/chat/wishes.ts';

nameThem();

it.each([
  ['link whatsapp', { kind: 'link', platform: 'whatsapp' }],
  ['Link my Slack', { kind: 'link', platform: 'slack' }],
  ['Can you link my WhatsApp number?', { kind: 'link', platform: 'whatsapp' }],
  ['please link my whatsapp to slack', { kind: 'link', platform: 'whatsapp' }],
  ['how do I link whatsapp?', { kind: 'link', platform: 'whatsapp' }],
  ['link another account', { kind: 'link', platform: null }],
  ['Give me a linking code.', { kind: 'link', platform: null }],
  ['unlink WhatsApp', { kind: 'unlink', account: 'whatsapp' }],
  ['unlink my slack account', { kind: 'unlink', account: 'slack account' }],
  ['unlink +254 712 345 678', { kind: 'unlink', account: '+254 712 345 678' }],
  ['my accounts', { kind: 'accounts' }],
  ['Show my linked accounts', { kind: 'accounts' }],
  ['also tell me here', { kind: 'tell-here', name: null }],
  ['tell me here too', { kind: 'tell-here', name: null }],
  ['Also tell me about “Weekly report” here', { kind: 'tell-here', name: 'weekly report' }],
  ['also tell me here about Weekly report', { kind: 'tell-here', name: 'weekly report' }],
  ['report Weekly report here as well', { kind: 'tell-here', name: 'weekly report' }],
  ["don't tell me here any more", { kind: 'not-here', name: null }],
  ['Don’t tell me here anymore.', { kind: 'not-here', name: null }],
  ['stop telling me about Weekly report here', { kind: 'not-here', name: 'weekly report' }],
  ["don't tell me here about weekly report any more", { kind: 'not-here', name: 'weekly report' }],
  ['show my drafts', { kind: 'waiting', what: 'drafts' }],
  ['what waits for me?', { kind: 'waiting', what: 'all' }],
  ["What's waiting for me", { kind: 'waiting', what: 'all' }],
  ['what needs my approval?', { kind: 'waiting', what: 'all' }],
  ['continue here', { kind: 'waiting', what: 'all' }],
  ['my time zone is Europe/Berlin', { kind: 'zone', name: 'europe/berlin' }],
  ['My timezone is New York', { kind: 'zone', name: 'new york' }],
  ['set my time zone to Nairobi please', { kind: 'zone', name: 'nairobi' }],
  ['my time zone is UTC+3', { kind: 'zone', name: 'utc+3' }],
  ['what is my time zone?', { kind: 'zone', name: null }],
  ["pause Ann's Weekly report", { kind: 'pause-theirs', owner: 'ann', name: 'weekly report' }],
  ['transfer Weekly report to Ann', { kind: 'transfer', owner: null, name: 'weekly report', to: 'ann' }],
  ["transfer Bob's Weekly report to Ann", { kind: 'transfer', owner: 'bob', name: 'weekly report', to: 'ann' }],
])('“%s” is a wish', (text, wish) => {
  expect(wishOf(text)).toEqual(wish);
});

it.each([
  'link invoices',
  'link the invoice to the payment',
  'tell me here when a payment arrives',
  'every Monday tell me about open invoices',
  'what is open in the shop',
  'pause everything',
  'list my workflows',
  'show my workflows',
  'when I connect my accounts, tell me',
  "don't tell me",
  'yes',
  'also tell me the total',
])('“%s” is for the planner', (text) => {
  expect(wishOf(text)).toBeNull();
});

it('reads which account is meant', () => {
  expect(accountWords('whatsapp account +254 712-345')).toEqual({ platform: 'whatsapp', number: '254712345' });
  expect(accountWords('slack')).toEqual({ platform: 'slack', number: null });
  expect(accountWords('')).toEqual({ platform: null, number: null });
});

it('understands a platform by what its own folder calls it, and knows the names of some it is not on', () => {
  const pager = { id: 'pager', name: 'the pager', called: ['pager', 'big beeper'], preposition: 'on' as const };
  namePlatforms([pager]);
  try {
    expect(wishOf('link my pager')).toEqual({ kind: 'link', platform: 'pager' });
    expect(wishOf('link big beeper')).toEqual({ kind: 'link', platform: 'pager' });
    expect(wishOf('link slack')).toBeNull();
    expect(wishOf('link telegram')).toEqual({ kind: 'link', platform: 'telegram' });
    expect(platformName('pager')).toBe('the pager');
    expect(onPlatform('telegram')).toBe('on Telegram');
    expect(platformName('unheard')).toBe('Unheard');
  } finally {
    nameThem();
  }
  expect(wishOf('link wa')).toEqual({ kind: 'link', platform: 'whatsapp' });
});
