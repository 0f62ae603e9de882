// Days without a time, as the API writes deadlines: `YYYY-MM-DD`. All arithmetic is in UTC, so that no clock change matters.

export type CalendarDate = string;

const MS_PER_DAY = 86_400_000;

const pad = (value: number, length: number): string => String(value).padStart(length, '0');

export function calendarDate(year: number, month: number, day: number): CalendarDate | null {
  if (year < 1 || year > 9999) return null;
  const time = new Date(0);
  time.setUTCFullYear(year, month - 1, day);
  const exists = time.getUTCMonth() === month - 1 && time.getUTCDate() === day;
  return exists ? `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` : null;
}

/** The day that the person's own clock shows. */
export function localDate(now: Date): CalendarDate {
  return `${pad(now.getFullYear(), 4)}-${pad(now.getMonth() + 1, 2)}-${pad(now.getDate(), 2)}`;
}

export function toUtc(date: CalendarDate): Date {
  return new Date(`${date}T00:00:00Z`);
}

export function addDays(date: CalendarDate, days: number): CalendarDate {
  return new Date(toUtc(date).getTime() + days * MS_PER_DAY).toISOString().slice(0, 10);
}

export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((toUtc(to).getTime() - toUtc(from).getTime()) / MS_PER_DAY);
}

/** 0 is Sunday. */
export function weekday(date: CalendarDate): number {
  return toUtc(date).getUTCDay();
}
