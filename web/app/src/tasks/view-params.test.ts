import { expect, test } from 'vitest';
import { formatView, parseView } from './view-params';

test('the address leaves out what is the default', () => {
  expect(formatView({ show: 'open', sort: 'newest' })).toBe('/');
  expect(formatView({ show: 'done', sort: 'deadline' })).toBe('/?show=done&sort=deadline');
});

test('an address that makes no sense shows the defaults', () => {
  expect(parseView('show=everything&sort=')).toEqual({ show: 'open', sort: 'newest' });
  expect(parseView('?show=all&sort=oldest')).toEqual({ show: 'all', sort: 'oldest' });
});
