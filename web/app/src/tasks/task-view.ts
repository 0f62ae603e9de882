// Which of the loaded tasks are shown, in which order and under which headings. Pure.
import type { Task } from 'todo-lambda-client';
import type { CalendarDate } from '../dates/calendar-date';
import { dueOf, type Due } from '../dates/due';

export type Sort = 'newest' | 'oldest' | 'deadline';

export interface Section {
  id: Due | 'all' | 'done';
  heading: string | null;
  tasks: Task[];
}

const HEADINGS: [Section['id'], string][] = [
  ['overdue', 'Overdue'],
  ['soon', 'Due soon'],
  ['later', 'Later'],
  ['none', 'No deadline'],
  ['done', 'Done'],
];

/** Without accents and case: "uber" finds "Über". */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Mark}+/gu, '')
    .toLowerCase();

/** Every word must occur in the title or the description. */
export function searchTasks(tasks: Task[], search: string): Task[] {
  const words = plain(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return tasks;
  return tasks.filter((task) => {
    const text = plain(`${task.title}\n${task.description}`);
    return words.every((word) => text.includes(word));
  });
}

export function sectionsOf(tasks: Task[], sort: Sort, today: CalendarDate): Section[] {
  if (sort !== 'deadline') return tasks.length === 0 ? [] : [{ id: 'all', heading: null, tasks }];
  const sections = HEADINGS.map(([id, heading]): Section => ({ id, heading, tasks: [] }));
  for (const task of byDeadline(tasks)) {
    const id = task.completed ? 'done' : dueOf(task, today);
    sections.find((section) => section.id === id)?.tasks.push(task);
  }
  return sections.filter((section) => section.tasks.length > 0);
}

/** The earliest first, none last; the newest first on the same day. */
function byDeadline(tasks: Task[]): Task[] {
  const key = (task: Task) => task.deadline ?? '9999-99-99';
  return tasks.toSorted((one, other) => key(one).localeCompare(key(other)) || other.id - one.id);
}

export interface Counts {
  open: number;
  done: number;
  overdue: number;
  soon: number;
}

export function countTasks(tasks: Task[], today: CalendarDate): Counts {
  const counts: Counts = { open: 0, done: 0, overdue: 0, soon: 0 };
  for (const task of tasks) {
    if (task.completed) counts.done += 1;
    else counts.open += 1;
    const due = dueOf(task, today);
    if (due === 'overdue' || due === 'soon') counts[due] += 1;
  }
  return counts;
}

/** Counts open and done tasks only if all are loaded. Otherwise it says how many are loaded. */
export function countsInWords(counts: Counts, show: 'open' | 'done' | 'all', hasMore: boolean): string {
  const loaded = counts.open + counts.done;
  if (hasMore) return `${loaded} loaded, more to come`;
  if (show === 'done') return `${counts.done} done`;
  return show === 'open' ? `${counts.open} open` : `${counts.open} open, ${counts.done} done`;
}
