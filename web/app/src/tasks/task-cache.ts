// Where a task belongs in the loaded pages of a list. Pure: takes pages and returns pages.
import type { InfiniteData } from '@tanstack/react-query';
import type { Task, TaskPage } from 'todo-lambda-client';

export type Show = 'open' | 'done' | 'all';
export type Order = 'asc' | 'desc';
export type Pages = InfiniteData<TaskPage>;

export interface ListKey {
  show: Show;
  order: Order;
}

export const belongs = (task: Task, show: Show): boolean => show === 'all' || task.completed === (show === 'done');

const mapItems = (pages: Pages, change: (items: Task[]) => Task[]): Pages => ({
  ...pages,
  pages: pages.pages.map((page) => {
    const items = change(page.items);
    return items === page.items ? page : { ...page, items };
  }),
});

export const holdsTask = (pages: Pages, id: number): boolean =>
  pages.pages.some((page) => page.items.some((task) => task.id === id));

export function removeTask(pages: Pages, id: number): Pages {
  return mapItems(pages, (items) =>
    items.some((task) => task.id === id) ? items.filter((task) => task.id !== id) : items,
  );
}

/** Changes the task where it stands, even if it no longer belongs there. */
export function updateTask(pages: Pages, changed: Task): Pages {
  return mapItems(pages, (items) =>
    items.some((task) => task.id === changed.id)
      ? items.map((task) => (task.id === changed.id ? changed : task))
      : items,
  );
}

/** Ids increase with the time of creation, so they order the lists as the API does. */
const isBefore = (one: Task, other: Task, order: Order): boolean =>
  order === 'asc' ? one.id < other.id : one.id > other.id;

/** Puts the task where a fresh list would have it: in its place, or nowhere if it is filtered out or not loaded yet. */
export function placeTask(pages: Pages, { show, order }: ListKey, task: Task): Pages {
  if (!belongs(task, show)) return removeTask(pages, task.id);
  if (holdsTask(pages, task.id)) return updateTask(pages, task);
  const isLast = (index: number) => index === pages.pages.length - 1;
  const target = pages.pages.findIndex((page, index) => {
    const last = page.items.at(-1);
    const reachesFurther = last !== undefined && isBefore(task, last, order);
    return reachesFurther || (isLast(index) && page.next_cursor === null);
  });
  if (target === -1) return pages;
  return {
    ...pages,
    pages: pages.pages.map((page, index) =>
      index === target ? { ...page, items: insert(page.items, task, order) } : page,
    ),
  };
}

function insert(items: Task[], task: Task, order: Order): Task[] {
  const index = items.findIndex((other) => isBefore(task, other, order));
  return index === -1 ? [...items, task] : items.toSpliced(index, 0, task);
}

/** All loaded tasks once, in order. */
export function loadedTasks(pages: Pages | undefined): Task[] {
  const byId = new Map<number, Task>();
  for (const page of pages?.pages ?? []) for (const task of page.items) byId.set(task.id, task);
  return [...byId.values()];
}
