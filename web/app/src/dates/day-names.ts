// Days and moments in words. The page speaks English, so the locale is fixed; the time zone is the person's own.
import { daysBetween, toUtc, type CalendarDate } from './calendar-date';

const LOCALE = 'en-GB';
const NEAR_DAYS: Record<string, string> = { '-1': 'Yesterday', '0': 'Today', '1': 'Tomorrow' };

const weekdayOnly = new Intl.DateTimeFormat(LOCALE, { weekday: 'short', timeZone: 'UTC' });
const dayMonth = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const dayMonthYear = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const wholeDay = new Intl.DateTimeFormat(LOCALE, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const moment = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short' });
const relativeTime = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' });

/** "Tomorrow", "Fri 4 Dec", "12 Jun", "12 Jun 2030". */
export function shortDay(date: CalendarDate, today: CalendarDate): string {
  const days = daysBetween(today, date);
  const near = NEAR_DAYS[String(days)];
  if (near !== undefined) return near;
  const utc = toUtc(date);
  if (days > 0 && days < 7) return `${weekdayOnly.format(utc)} ${dayMonth.format(utc)}`;
  return date.slice(0, 4) === today.slice(0, 4) ? dayMonth.format(utc) : dayMonthYear.format(utc);
}

/** "Fri 12 Jun 2026". */
export function longDay(date: CalendarDate): string {
  return wholeDay.format(toUtc(date)).replace(',', '');
}

/** "12 Jun 2026": how a saved deadline stands in a field, where a person may type over it. */
export function typedDay(date: CalendarDate): string {
  return dayMonthYear.format(toUtc(date));
}

export function momentInWords(time: string): string {
  return moment.format(new Date(time));
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** "2 hours ago". A moment in the future counts as now: it only means that the two clocks differ. */
export function timeAgo(time: string, now: Date): string {
  const seconds = Math.max(0, (now.getTime() - new Date(time).getTime()) / 1000);
  const unit = UNITS.find(([, length]) => seconds >= length);
  return unit === undefined ? 'just now' : relativeTime.format(-Math.floor(seconds / unit[1]), unit[0]);
}

/** "4:05", or "12 s" below a minute. */
export function countdown(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
