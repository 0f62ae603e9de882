import { describe, expect, test } from 'vitest';
import { changesBetween, checkTyped, conflictingFields, mergeTyped, touchedFields, typedFrom } from './task-content';

const TODAY = '2026-11-30';
const BASE = { title: 'Water the plants', description: 'two cans', deadline: '2030-06-01' };

describe('checking what was typed', () => {
  const typed = { title: ' Water the plants ', description: '', deadline: 'tomorrow' };

  test('trims the title and reads the deadline', () => {
    expect(checkTyped(typed, TODAY)).toEqual({
      valid: true,
      content: { title: 'Water the plants', description: '', deadline: '2026-12-01' },
    });
  });

  test('counts a character outside of the basic plane once', () => {
    expect(checkTyped({ ...typed, title: '🪴'.repeat(500) }, TODAY).valid).toBe(true);
    expect(checkTyped({ ...typed, title: '🪴'.repeat(502) }, TODAY)).toEqual({
      valid: false,
      problems: { title: 'Title is 2 characters too long: at most 500 are allowed.' },
    });
  });

  test('names every field that is wrong', () => {
    const checked = checkTyped({ title: ' ', description: 'x'.repeat(10_001), deadline: 'someday' }, TODAY);
    expect(checked).toEqual({
      valid: false,
      problems: {
        title: 'Title must not be empty.',
        description: 'Description is 1 characters too long: at most 10,000 are allowed.',
        deadline: 'Deadline is not a date. Try “tomorrow”, “fri” or “12 June”.',
      },
    });
  });

  test('keeps the spaces and lines of a description', () => {
    const checked = checkTyped({ ...typed, description: '  a\n\n b ' }, TODAY);
    expect(checked.valid && checked.content.description).toBe('  a\n\n b ');
  });
});

test('only what is different is sent', () => {
  expect(changesBetween(BASE, { ...BASE, deadline: null })).toEqual({ deadline: null });
  expect(changesBetween(BASE, BASE)).toEqual({});
});

describe('two changes of one task', () => {
  test('conflict where both changed the same field to something else', () => {
    const mine = { ...BASE, title: 'Mine', deadline: null };
    expect(conflictingFields(BASE, mine, { ...BASE, title: 'Theirs' })).toEqual(['title']);
    expect(conflictingFields(BASE, mine, { ...BASE, title: 'Mine' })).toEqual([]);
    expect(conflictingFields(BASE, mine, { ...BASE, description: 'Theirs' })).toEqual([]);
  });

  test('are joined field by field, and what the person typed wins', () => {
    const typed = { ...typedFrom(BASE), title: 'Mine' };
    const theirs = { title: 'Theirs', description: 'theirs', deadline: null };
    expect(touchedFields(BASE, typed)).toEqual(['title']);
    expect(mergeTyped(BASE, typed, theirs)).toEqual({ title: 'Mine', description: 'theirs', deadline: '' });
  });
});
