import { getCountries } from 'libphonenumber-js';
import { describe, expect, test } from 'vitest';
import { countryOfPhone, isAllowed, phoneNumber } from '../../adapters/shared/phone.ts';
import { guessedZone } from '../../adapters/shared/zones.ts';

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
  const zoneOf = (number: string) => guessedZone(countryOfPhone(number));

  test.each([
    ['+254712345678', 'Africa/Nairobi'],
    ['+447400123456', 'Europe/London'],
  ])('%s → %s, and nothing else', (number, timeZone) =>
    expect(zoneOf(number)).toEqual({ timeZone, timeZoneGuessed: true }),
  );

  test.each([
    ['+14155552671', 'America/New_York', 'America/Los_Angeles'],
    ['+79161234567', 'Europe/Moscow', 'Asia/Vladivostok'],
    ['+5511987654321', 'America/Sao_Paulo', 'America/Manaus'],
  ])('%s → %s, or %s among others', (number, timeZone, other) => {
    const zone = zoneOf(number);
    expect(zone).toMatchObject({ timeZone, timeZoneGuessed: true });
    expect(zone.timeZones?.[0]).toBe(timeZone);
    expect(zone.timeZones).toContain(other);
  });

  test('none where the number says nothing', () => expect(zoneOf('77@lid')).toEqual({}));

  test('every country that has numbers has zones this runtime knows, few enough to choose from', () => {
    for (const country of getCountries()) {
      const { timeZone, timeZones = [] } = guessedZone(country);
      expect(timeZone, country).toBeTruthy();
      for (const zone of [timeZone, ...timeZones])
        expect(() => new Intl.DateTimeFormat('en', { timeZone: zone }), country).not.toThrow();
      expect(timeZones.length, country).toBeLessThanOrEqual(9);
    }
  });
});
