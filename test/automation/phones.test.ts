import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDefinition } from '../../src/automation/checks/check.ts';
import { realNumber, wrongLength } from '../../src/automation/phone-numbers.ts';
import { catalogue, context } from './catalogue.ts';

const found = (phone: string, timeZone = 'Africa/Nairobi') =>
  checkDefinition(
    { name: 'x', steps: [{ id: 'pay', service: 'payment', action: 'withdraw', params: { amount: 500, phone } }] },
    { ...context, catalogue, timeZone },
  ).findings.map((finding) => `${finding.path} ${finding.code}`);

describe('who is paid has a number of the right length', () => {
  it.each(['+2547330001112', '+25473300011', '07330001112', '073300011', '+4477009001231', '+120255501234'])(
    'refuses %s',
    (phone) => expect(found(phone)).toEqual(['steps[0].params.phone wrong_phone']),
  );

  it.each([
    '+254733000111',
    '0733000111',
    '254733000111',
    '+254110000111',
    '+447700900123',
    '+493012345678',
    '{{ owner.phone }}',
  ])('takes %s', (phone) => expect(found(phone)).not.toContain('steps[0].params.phone wrong_phone'));

  it('knows of no country what it cannot know', () => {
    expect(wrongLength('07330001112', 'UTC')).toBeNull();
    expect(realNumber('0733 000 111', 'Africa/Nairobi')).toBe('+254733000111');
  });

  it('never finds a real number with a digit more or less right', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), fc.integer({ min: 0, max: 9 }), (rest, digit) => {
        const number = `+2547${String(rest).padStart(8, '0')}`;
        expect(wrongLength(number, 'Africa/Nairobi')).toBeNull();
        expect(wrongLength(`${number}${digit}`, 'Africa/Nairobi')).toBe('too long');
        expect(wrongLength(number.slice(0, -1), 'Africa/Nairobi')).toBe('too short');
      }),
    );
  });
});
