import { describe, expect, test } from 'vitest';
import { dueLabel, dueOf } from './due';

const TODAY = '2026-11-30';
const open = (deadline: string | null) => ({ deadline, completed: false });

describe('an open task', () => {
  test.each([
    ['2026-11-29', 'overdue'],
    ['2026-11-30', 'soon'],
    ['2026-12-02', 'soon'],
    ['2026-12-03', 'later'],
    [null, 'none'],
  ])('with the deadline %s is %s', (deadline, due) => {
    expect(dueOf(open(deadline), TODAY)).toBe(due);
  });

  test.each([
    ['2026-11-29', 'Overdue: Yesterday'],
    ['2026-11-02', 'Overdue: 2 Nov'],
    ['2026-11-30', 'Due today'],
    ['2026-12-01', 'Due tomorrow'],
    ['2026-12-02', 'Due Wed 2 Dec'],
    ['2026-12-05', 'Sat 5 Dec'],
    ['2030-06-01', '1 Jun 2030'],
  ])('says in words that %s is “%s”', (deadline, label) => {
    expect(dueLabel(open(deadline), TODAY)).toBe(label);
  });
});

test('a completed task is never late', () => {
  expect(dueOf({ deadline: '2020-01-01', completed: true }, TODAY)).toBe('later');
});
