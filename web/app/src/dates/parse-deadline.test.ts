import { describe, expect, test } from 'vitest';
import { parseDeadline } from './parse-deadline';

const MONDAY = '2026-11-30';

const dateOf = (text: string, today = MONDAY) => {
  const parsed = parseDeadline(text, today);
  return parsed.kind === 'date' ? parsed.date : parsed.kind;
};

describe('a typed deadline', () => {
  test.each([
    ['today', '2026-11-30'],
    ['Tomorrow', '2026-12-01'],
    ['  tom ', '2026-12-01'],
    ['yesterday', '2026-11-29'],
    ['in 3 days', '2026-12-03'],
    ['2 weeks', '2026-12-14'],
    ['in a week', '2026-12-07'],
    ['next month', '2026-12-30'],
    ['in 3 months', '2027-02-28'],
  ])('“%s” counts from today', (text, date) => {
    expect(dateOf(text)).toBe(date);
  });

  test.each([
    ['fri', '2026-12-04'],
    ['Friday', '2026-12-04'],
    ['next fri', '2026-12-04'],
    ['on sunday', '2026-12-06'],
    ['weekend', '2026-12-05'],
    ['next week', '2026-12-07'],
  ])('“%s” is the next such day', (text, date) => {
    expect(dateOf(text)).toBe(date);
  });

  test('of today’s weekday is a week away', () => {
    expect(dateOf('mon')).toBe('2026-12-07');
  });

  test.each([
    ['12 June', '2027-06-12'],
    ['12 dec', '2026-12-12'],
    ['December 12th', '2026-12-12'],
    ['1st of January', '2027-01-01'],
    ['30 Nov', '2026-11-30'],
    ['12 Jun 2030', '2030-06-12'],
    ['June 12, 2030', '2030-06-12'],
  ])('“%s” without a year is the next such day, today included', (text, date) => {
    expect(dateOf(text)).toBe(date);
  });

  test.each([
    ['2030-06-01', '2030-06-01'],
    ['2030-6-1', '2030-06-01'],
    ['1.6.2030', '2030-06-01'],
    ['1/6/2030', '2030-06-01'],
  ])('“%s” is a date in numbers', (text, date) => {
    expect(dateOf(text)).toBe(date);
  });

  test('29 February waits for the next leap year', () => {
    expect(dateOf('29 feb')).toBe('2028-02-29');
  });

  test.each(['', '   ', 'none', 'No deadline'])('“%s” means no deadline', (text) => {
    expect(dateOf(text)).toBe('none');
  });

  test.each(['soon', '2030-02-30', '31 June', '32 May', 'ma', '0000-01-01', 'constructor', 'in 0x3 days'])(
    '“%s” is not a date',
    (text) => {
      expect(dateOf(text)).toBe('unknown');
    },
  );
});
