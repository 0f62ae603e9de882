import { describe, expect, test } from 'vitest';
import { countdown, longDay, timeAgo, typedDay } from './day-names';
import { parseDeadline } from './parse-deadline';

const NOW = new Date('2026-11-30T12:00:00Z');

describe('the time since a session was used', () => {
  test.each([
    ['2026-11-30T11:59:30Z', 'just now'],
    ['2026-11-30T11:59:00Z', '1 minute ago'],
    ['2026-11-30T09:30:00Z', '2 hours ago'],
    ['2026-11-29T11:00:00Z', 'yesterday'],
    ['2026-11-16T12:00:00Z', '2 weeks ago'],
    ['2026-11-30T12:05:00Z', 'just now'],
  ])('%s is “%s”', (time, words) => {
    expect(timeAgo(time, NOW)).toBe(words);
  });
});

test('a saved deadline can be read back from its field', () => {
  for (const date of ['2026-11-30', '2030-06-01', '2028-02-29', '2020-01-31']) {
    expect(parseDeadline(typedDay(date), '2026-11-30')).toEqual({ kind: 'date', date });
  }
});

test('a long day names the weekday', () => {
  expect(longDay('2026-06-12')).toBe('Fri 12 Jun 2026');
});

test('a wait counts minutes only when there are some', () => {
  expect([countdown(9), countdown(60), countdown(245)]).toEqual(['9 s', '1:00', '4:05']);
});
