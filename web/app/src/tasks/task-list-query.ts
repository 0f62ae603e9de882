// Loads a list page by page, and changes what is loaded in all lists at once.
import { useInfiniteQuery, type QueryClient } from '@tanstack/react-query';
import type { Task } from 'todo-lambda-client';
import { api } from '../api';
import type { Workspace } from '../session/workspace';
import {
  holdsTask,
  placeTask,
  removeTask,
  updateTask,
  type ListKey,
  type Order,
  type Pages,
  type Show,
} from './task-cache';

const PAGE_SIZE = 50;
const LISTS = ['tasks'] as const;

export function useTaskList(workspace: Workspace, show: Show, order: Order) {
  return useInfiniteQuery({
    queryKey: [...LISTS, { show, order } satisfies ListKey],
    queryFn: ({ pageParam, signal }) => {
      workspace.listsMayLag ||= workspace.inFlight.size > 0;
      return api.tasks.list(
        { cursor: pageParam, limit: PAGE_SIZE, order, ...(show === 'all' ? {} : { completed: show === 'done' }) },
        { signal },
      );
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
  });
}

function changeLists(queries: QueryClient, change: (pages: Pages, list: ListKey) => Pages): void {
  for (const [key, pages] of queries.getQueriesData<Pages>({ queryKey: LISTS })) {
    if (pages !== undefined) queries.setQueryData(key, change(pages, key[1] as ListKey));
  }
}

export const areListsLoading = (queries: QueryClient): boolean => queries.isFetching({ queryKey: LISTS }) > 0;

/** Lists that have nothing to show yet are not stopped. */
export function stopReloading(queries: QueryClient): void {
  void queries.cancelQueries({ queryKey: LISTS, predicate: ({ state }) => state.data !== undefined });
}

/** Where it stands, even if it no longer belongs there; into its place where it is missing. */
export const showChanged = (queries: QueryClient, task: Task): void =>
  changeLists(queries, (pages, list) =>
    holdsTask(pages, task.id) ? updateTask(pages, task) : placeTask(pages, list, task),
  );

export const placeInLists = (queries: QueryClient, task: Task): void =>
  changeLists(queries, (pages, list) => placeTask(pages, list, task));

export const removeFromLists = (queries: QueryClient, id: number): void =>
  changeLists(queries, (pages) => removeTask(pages, id));

/** Asks the API what it holds now. What is under way was asked for earlier, and does not count. */
export async function reloadLists(queries: QueryClient): Promise<void> {
  await queries.cancelQueries({ queryKey: LISTS });
  await queries.invalidateQueries({ queryKey: LISTS });
}

export function findLoaded(queries: QueryClient, id: number): Task | undefined {
  for (const [, pages] of queries.getQueriesData<Pages>({ queryKey: LISTS })) {
    for (const page of pages?.pages ?? []) {
      const task = page.items.find((one) => one.id === id);
      if (task !== undefined) return task;
    }
  }
  return undefined;
}
