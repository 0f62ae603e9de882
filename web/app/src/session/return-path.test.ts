import { expect, test } from 'vitest';
import { logInPath, returnPath } from './return-path';

test('the login leads back to where the person was', () => {
  expect(logInPath('/')).toBe('/log-in');
  const path = logInPath('/?show=done&sort=deadline');
  expect(returnPath(path.slice('/log-in?'.length))).toBe('/?show=done&sort=deadline');
});

test.each([
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  '/log-in',
  '/account/../x',
])('the login does not lead to %s', (next) => {
  expect(returnPath(`next=${encodeURIComponent(next)}`)).toBe('/');
});
