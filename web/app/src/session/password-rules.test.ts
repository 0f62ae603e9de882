import { describe, expect, test } from 'vitest';
import { newPasswordProblem, passwordRules } from './password-rules';

const EMAIL = 'Grace+todo@example.com';
const states = (password: string, email = EMAIL) => passwordRules(password, email).map(({ state }) => state);

describe('the rules of a new password', () => {
  test('say nothing bad before anything is typed', () => {
    expect(states('')).toEqual(['open', 'open', 'open']);
  });

  test('do not blame somebody who is still typing', () => {
    expect(states('nine')).toEqual(['open', 'kept', 'open']);
  });

  test('are kept by a long phrase', () => {
    expect(states('nine quiet herons')).toEqual(['kept', 'kept', 'open']);
  });

  test.each(['my Todo-Lambda list', 'TODOLAMBDA!', 'I am grace hopper', 'grace+todo@example.com'])(
    'are broken by “%s”, which holds the email or the service',
    (password) => {
      expect(states(password)[1]).toBe('broken');
    },
  );

  test('let a short name before the @ be part of it, as the API does', () => {
    expect(states('barbados', 'bar@example.com')[1]).toBe('kept');
  });
});

test('a password is counted as the API counts it, in composed code points', () => {
  expect(newPasswordProblem('e\u0301'.repeat(7), EMAIL, 'Password')).toBe(
    'Password must be at least 8 characters long.',
  );
  expect(newPasswordProblem('🪴'.repeat(256), EMAIL, 'Password')).toBeNull();
  expect(newPasswordProblem('🪴'.repeat(257), EMAIL, 'Password')).toMatch(/at most 256/);
});
