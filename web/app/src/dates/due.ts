// How urgent a deadline is, and the words for it.
import { daysBetween, type CalendarDate } from './calendar-date';
import { shortDay } from './day-names';

export type Due = 'overdue' | 'soon' | 'later' | 'none';

/** Today, tomorrow and the day after. */
const SOON_DAYS = 2;

export interface Deadlined {
  deadline: CalendarDate | null;
  completed: boolean;
}

/** A completed task is never late. */
export function dueOf(task: Deadlined, today: CalendarDate): Due {
  if (task.deadline === null) return 'none';
  if (task.completed) return 'later';
  const days = daysBetween(today, task.deadline);
  if (days < 0) return 'overdue';
  return days <= SOON_DAYS ? 'soon' : 'later';
}

export function dueLabel(task: Deadlined, today: CalendarDate): string {
  if (task.deadline === null) return '';
  const day = shortDay(task.deadline, today);
  switch (dueOf(task, today)) {
    case 'overdue':
      return `Overdue: ${day}`;
    case 'soon':
      return `Due ${day.replace(/^T/, 't')}`;
    default:
      return day;
  }
}
