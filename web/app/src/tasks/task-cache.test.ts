import { describe, expect, test } from 'vitest';
import { sampleTask } from './sample-task';
import { loadedTasks, placeTask, removeTask, updateTask, type Pages } from './task-cache';

const pagesOf = (pages: number[][], hasMore: boolean): Pages => ({
  pages: pages.map((ids, index) => ({
    items: ids.map((id) => sampleTask(id)),
    next_cursor: index < pages.length - 1 || hasMore ? `after ${index}` : null,
  })),
  pageParams: pages.map(() => ''),
});

const idsOf = (pages: Pages) => pages.pages.map((page) => page.items.map(({ id }) => id));
const NEWEST_OPEN = { show: 'open', order: 'desc' } as const;

describe('placing a task in a list', () => {
  test('puts a new task at the top of the newest first', () => {
    expect(idsOf(placeTask(pagesOf([[5, 3]], true), NEWEST_OPEN, sampleTask(9)))).toEqual([[9, 5, 3]]);
  });

  test('puts a restored task back between its neighbours, on the right page', () => {
    const pages = pagesOf(
      [
        [9, 7],
        [4, 2],
      ],
      true,
    );
    expect(idsOf(placeTask(pages, NEWEST_OPEN, sampleTask(3)))).toEqual([
      [9, 7],
      [4, 3, 2],
    ]);
  });

  test('leaves out a task that lies beyond what is loaded', () => {
    const pages = pagesOf([[9, 7]], true);
    expect(placeTask(pages, NEWEST_OPEN, sampleTask(2))).toBe(pages);
  });

  test('puts it at the end if everything is loaded', () => {
    expect(idsOf(placeTask(pagesOf([[9, 7]], false), NEWEST_OPEN, sampleTask(2)))).toEqual([[9, 7, 2]]);
    expect(idsOf(placeTask(pagesOf([[]], false), NEWEST_OPEN, sampleTask(2)))).toEqual([[2]]);
  });

  test('a new task waits at the end of the oldest first until that is loaded', () => {
    const list = { show: 'open', order: 'asc' } as const;
    expect(idsOf(placeTask(pagesOf([[1, 2]], true), list, sampleTask(9)))).toEqual([[1, 2]]);
    expect(idsOf(placeTask(pagesOf([[1, 2]], false), list, sampleTask(9)))).toEqual([[1, 2, 9]]);
  });

  test('takes a completed task out of the open ones and keeps it among all', () => {
    const done = sampleTask(3, { completed: true });
    const pages = pagesOf([[5, 3]], false);
    expect(idsOf(placeTask(pages, NEWEST_OPEN, done))).toEqual([[5]]);
    expect(loadedTasks(placeTask(pages, { show: 'all', order: 'desc' }, done))[1]).toEqual(done);
  });
});

test('a change in place keeps a task where it no longer belongs', () => {
  const done = sampleTask(3, { completed: true });
  expect(loadedTasks(updateTask(pagesOf([[5, 3]], false), done))).toEqual([sampleTask(5), done]);
});

test('pages that do not hold the task stay the same objects, so that nothing renders again', () => {
  const pages = pagesOf([[5], [3]], false);
  expect(removeTask(pages, 3).pages[0]).toBe(pages.pages[0]);
  expect(updateTask(pages, sampleTask(3)).pages[0]).toBe(pages.pages[0]);
});

test('a task that is on two pages, because others were deleted meanwhile, is listed once', () => {
  expect(
    loadedTasks(
      pagesOf(
        [
          [5, 3],
          [3, 1],
        ],
        false,
      ),
    ).map(({ id }) => id),
  ).toEqual([5, 3, 1]);
});
