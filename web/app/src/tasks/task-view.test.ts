import { describe, expect, test } from 'vitest';
import { sampleTask } from './sample-task';
import { countsInWords, countTasks, searchTasks, sectionsOf } from './task-view';

const TODAY = '2026-11-30';

describe('a search', () => {
  const tasks = [
    sampleTask(1, { title: 'Über die Brücke' }),
    sampleTask(2, { title: 'Buy milk', description: 'and a BRIDGE' }),
    sampleTask(3, { title: 'Call <b>Bob</b>' }),
  ];
  const found = (search: string) => searchTasks(tasks, search).map(({ id }) => id);

  test('ignores case and accents', () => {
    expect(found('uber brucke')).toEqual([1]);
  });

  test('looks into descriptions too', () => {
    expect(found('bridge')).toEqual([2]);
  });

  test('wants every word', () => {
    expect(found('milk bridge')).toEqual([2]);
    expect(found('milk bob')).toEqual([]);
  });

  test('takes characters as they are', () => {
    expect(found('<b>')).toEqual([3]);
    expect(found('.*')).toEqual([]);
  });

  test('of nothing keeps everything', () => {
    expect(found('  ')).toEqual([1, 2, 3]);
  });
});

describe('the order by deadline', () => {
  test('has a section for each urgency, the earliest first, and the done ones last', () => {
    const tasks = [
      sampleTask(1),
      sampleTask(2, { deadline: '2026-12-24' }),
      sampleTask(3, { deadline: '2026-12-01' }),
      sampleTask(4, { deadline: '2026-11-30' }),
      sampleTask(5, { deadline: '2026-11-01' }),
      sampleTask(6, { deadline: '2026-11-01', completed: true }),
    ];
    const sections = sectionsOf(tasks, 'deadline', TODAY);
    expect(sections.map(({ heading, tasks }) => [heading, tasks.map(({ id }) => id)])).toEqual([
      ['Overdue', [5]],
      ['Due soon', [4, 3]],
      ['Later', [2]],
      ['No deadline', [1]],
      ['Done', [6]],
    ]);
  });

  test('shows the newer of two tasks with the same deadline first', () => {
    const tasks = [sampleTask(1, { deadline: '2030-01-01' }), sampleTask(2, { deadline: '2030-01-01' })];
    expect(sectionsOf(tasks, 'deadline', TODAY)[0]?.tasks.map(({ id }) => id)).toEqual([2, 1]);
  });
});

test('by age there is one section in the order of the API', () => {
  const tasks = [sampleTask(2), sampleTask(1)];
  expect(sectionsOf(tasks, 'newest', TODAY)).toEqual([{ id: 'all', heading: null, tasks }]);
  expect(sectionsOf([], 'newest', TODAY)).toEqual([]);
});

describe('the counts', () => {
  const counts = countTasks([sampleTask(1), sampleTask(2), sampleTask(3, { completed: true })], TODAY);

  test('are numbers once everything is loaded', () => {
    expect(countsInWords(counts, 'all', false)).toBe('2 open, 1 done');
    expect(countsInWords({ ...counts, done: 0 }, 'open', false)).toBe('2 open');
    expect(countsInWords({ ...counts, open: 0 }, 'done', false)).toBe('1 done');
  });

  test('never claim a total while there is more to come', () => {
    expect(countsInWords(counts, 'all', true)).toBe('3 loaded, more to come');
  });
});
