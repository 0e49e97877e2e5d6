import { getCountries } from 'libphonenumber-js';
import { describe, expect, test } from 'vitest';
import { isAllowed, phoneNumber, zoneOfPhone } from '../../adapters/shared/phone.ts';
import { zoneOfCountry } from '../../adapters/shared/zones.ts';

describe('phone numbers', () => {
  test.each([
    ['+254 712 345 678', '+254712345678'],
    ['254712345678@c.us', '+254712345678'],
    ['00254712345678', '+254712345678'],
    ['(1) 415-555-2671', '+14155552671'],
  ])('%s is %s', (text, number) => expect(phoneNumber(text)).toBe(number));

  test.each(['254712345678@lid', '0712345678', 'Otieno', '', '+', '9'.repeat(60), '12036@g.us'])('%s is none', (text) =>
    expect(phoneNumber(text)).toBeNull(),
  );

  test('a list of numbers knows a person by any of their ids, however written', () => {
    expect(isAllowed(['254 712-345-678'], ['77@lid', '+254712345678'])).toBe(true);
    expect(isAllowed(['77@lid'], ['77@lid'])).toBe(true);
    expect(isAllowed(['+254712345678'], ['254712345678@lid', '+254712345679'])).toBe(false);
    expect(isAllowed([], ['+254712345678'])).toBe(false);
  });
});

describe('the zone of a number', () => {
  test.each([
    ['+254712345678', 'Africa/Nairobi', true],
    ['+447400123456', 'Europe/London', true],
    ['+14155552671', 'America/New_York', false],
    ['+79161234567', 'Europe/Moscow', false],
    ['+5511987654321', 'America/Sao_Paulo', false],
  ])('%s → %s', (number, timeZone, sure) => expect(zoneOfPhone(number)).toEqual({ timeZone, sure }));

  test('none where the number says nothing', () => expect(zoneOfPhone('77@lid')).toBeNull());

  test('every country that has numbers has a zone this runtime knows', () => {
    for (const country of getCountries()) {
      const zone = zoneOfCountry(country)?.timeZone;
      expect(zone, country).toBeTruthy();
      expect(() => new Intl.DateTimeFormat('en', { timeZone: zone })).not.toThrow();
    }
  });
});
