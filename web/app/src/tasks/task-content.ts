// The part of a task that a person edits: limits, comparison, and how two changes of one task are joined.
import type { Task, TaskPatch } from 'todo-lambda-client';
import { longDay, typedDay } from '../dates/day-names';
import type { CalendarDate } from '../dates/calendar-date';
import { parseDeadline } from '../dates/parse-deadline';
import type { SavedContent, TypedTask } from '../session/drafts';

export const MAX_TITLE = 500;
export const MAX_DESCRIPTION = 10_000;

/** The labels of the fields; an error message begins with them. */
export const FIELD_LABELS: Record<keyof TypedTask, string> = {
  title: 'Title',
  description: 'Description',
  deadline: 'Deadline',
};

const FIELDS = ['title', 'description', 'deadline'] as const;

/** The API counts code points: an emoji is one or a few, not two for each. */
export const countCharacters = (text: string): number => Array.from(text).length;

export const contentOf = ({ title, description, deadline }: Task): SavedContent => ({ title, description, deadline });

export const typedFrom = ({ title, description, deadline }: SavedContent): TypedTask => ({
  title,
  description,
  deadline: deadline === null ? '' : typedDay(deadline),
});

export type Checked =
  { valid: true; content: SavedContent } | { valid: false; problems: Partial<Record<keyof TypedTask, string>> };

export function checkTyped(typed: TypedTask, today: CalendarDate): Checked {
  const problems: Partial<Record<keyof TypedTask, string>> = {};
  const title = typed.title.trim();
  const tooLong = countCharacters(title) - MAX_TITLE;
  if (title === '') problems.title = 'Title must not be empty.';
  if (tooLong > 0) problems.title = `Title is ${tooLong} characters too long: at most ${MAX_TITLE} are allowed.`;
  const description = typed.description.trim() === '' ? '' : typed.description;
  const excess = countCharacters(description) - MAX_DESCRIPTION;
  if (excess > 0) problems.description = `Description is ${excess} characters too long: at most 10,000 are allowed.`;
  const deadline = parseDeadline(typed.deadline, today);
  if (deadline.kind === 'unknown') problems.deadline = 'Deadline is not a date. Try “tomorrow”, “fri” or “12 June”.';
  if (Object.keys(problems).length > 0) return { valid: false, problems };
  return { valid: true, content: { title, description, deadline: deadline.kind === 'date' ? deadline.date : null } };
}

/** What is different, as a merge patch. */
export function changesBetween(before: SavedContent, after: SavedContent): TaskPatch {
  const patch: TaskPatch = {};
  if (before.title !== after.title) patch.title = after.title;
  if (before.description !== after.description) patch.description = after.description;
  if (before.deadline !== after.deadline) patch.deadline = after.deadline;
  return patch;
}

export const sameContent = (one: SavedContent, other: SavedContent): boolean =>
  FIELDS.every((field) => one[field] === other[field]);

/** The fields that both have changed since `base`, and not to the same value. */
export function conflictingFields(
  base: SavedContent,
  mine: SavedContent,
  theirs: SavedContent,
): (keyof SavedContent)[] {
  return FIELDS.filter(
    (field) => mine[field] !== base[field] && theirs[field] !== base[field] && mine[field] !== theirs[field],
  );
}

/** The fields in which the person has typed something. */
export function touchedFields(base: SavedContent, typed: TypedTask): (keyof SavedContent)[] {
  const before = typedFrom(base);
  return FIELDS.filter((field) => typed[field] !== before[field]);
}

/** What the person has typed, with their version wherever the person has typed nothing. */
export function mergeTyped(base: SavedContent, typed: TypedTask, theirs: SavedContent): TypedTask {
  const merged = typedFrom(theirs);
  for (const field of touchedFields(base, typed)) merged[field] = typed[field];
  return merged;
}

export const deadlineInWords = (deadline: CalendarDate | null): string =>
  deadline === null ? 'No deadline' : longDay(deadline);
