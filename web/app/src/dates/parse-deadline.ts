// Reads a deadline as people type it: "tomorrow", "fri", "next week", "in 3 days", "12 June", "2030-06-01".
import { addDays, calendarDate, weekday, type CalendarDate } from './calendar-date';

export type ParsedDeadline = { kind: 'none' } | { kind: 'date'; date: CalendarDate } | { kind: 'unknown' };

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const FIXED_WORDS: Record<string, number> = { today: 0, tod: 0, tomorrow: 1, tom: 1, tmr: 1, yesterday: -1 };
const UNIT_DAYS: Record<string, number> = { day: 1, week: 7 };

export function parseDeadline(text: string, today: CalendarDate): ParsedDeadline {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/[,.]+(?=\s|$)/g, '')
    .replace(/\s+/g, ' ');
  if (words === '' || words === 'none' || words === 'no deadline') return { kind: 'none' };
  const date = relative(words, today) ?? numeric(words) ?? dayAndMonth(words, today);
  return date === null ? { kind: 'unknown' } : { kind: 'date', date };
}

/** The index of the one name that begins with the word; words need three letters, as in "fri" or "jun". */
function named(names: readonly string[], word: string): number | null {
  const index = word.length < 3 ? -1 : names.findIndex((name) => name.startsWith(word));
  return index === -1 ? null : index;
}

function relative(words: string, today: CalendarDate): CalendarDate | null {
  const fixed = Object.hasOwn(FIXED_WORDS, words) ? FIXED_WORDS[words] : undefined;
  if (fixed !== undefined) return addDays(today, fixed);
  if (words === 'next month') return inMonths(today, 1);
  if (words === 'next week') return comingWeekday(1, today);
  if (words === 'weekend' || words === 'this weekend') return comingWeekday(6, today);
  const day = named(WEEKDAYS, words.replace(/^(next|this|on) /, ''));
  if (day !== null) return comingWeekday(day, today);
  return inSome(words, today);
}

function inSome(words: string, today: CalendarDate): CalendarDate | null {
  const match = /^(?:in )?(an?|one|\d{1,3}) (day|week|month)s?$/.exec(words);
  if (match === null) return null;
  const count = /^\d/.test(match[1] ?? '') ? Number(match[1]) : 1;
  const unit = match[2] ?? '';
  return unit === 'month' ? inMonths(today, count) : addDays(today, count * (UNIT_DAYS[unit] ?? 1));
}

/** Always in the future: "fri" on a Friday is the next one. */
function comingWeekday(day: number, today: CalendarDate): CalendarDate {
  return addDays(today, ((day - weekday(today) + 6) % 7) + 1);
}

/** The same day of a later month, or that month's last day. */
function inMonths(today: CalendarDate, count: number): CalendarDate | null {
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number);
  const index = year * 12 + month - 1 + count;
  for (let candidate = day; candidate > 27; candidate -= 1) {
    const date = calendarDate(Math.floor(index / 12), (index % 12) + 1, candidate);
    if (date !== null) return date;
  }
  return calendarDate(Math.floor(index / 12), (index % 12) + 1, day);
}

/** `2030-06-01`, or day first: `1.6.2030`, `1/6/2030`. */
function numeric(words: string): CalendarDate | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(words);
  if (iso !== null) return calendarDate(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const dayFirst = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(words);
  return dayFirst === null ? null : calendarDate(Number(dayFirst[3]), Number(dayFirst[2]), Number(dayFirst[1]));
}

/** "12 June", "June 12th", "12 Jun 2030". Without a year it is the next such day, today included. */
function dayAndMonth(words: string, today: CalendarDate): CalendarDate | null {
  const match = /^(?:(\d{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]+)|([a-z]+) (\d{1,2})(?:st|nd|rd|th)?)(?: (\d{4}))?$/.exec(
    words,
  );
  const month = match === null ? null : named(MONTHS, match[2] ?? match[3] ?? '');
  if (match === null || month === null) return null;
  const day = Number(match[1] ?? match[4]);
  if (match[5] !== undefined) return calendarDate(Number(match[5]), month + 1, day);
  const thisYear = Number(today.slice(0, 4));
  // Up to eight years on: 29 February does not come every year, not even every four.
  for (let year = thisYear; year <= thisYear + 8; year += 1) {
    const date = calendarDate(year, month + 1, day);
    if (date !== null && date >= today) return date;
  }
  return null;
}
