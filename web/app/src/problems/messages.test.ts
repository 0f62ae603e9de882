// @vitest-environment happy-dom
import { ApiError, NetworkError } from 'todo-lambda-client';
import { describe, expect, test, vi } from 'vitest';
import documentation from '../../../../docs/api.md?raw';
import { formProblem } from './field-errors';
import { messageFor } from './messages';
import { PROBLEM_TYPES } from './problem-types';

type Given = Partial<ConstructorParameters<typeof ApiError>[0]>;

const problem = (given: Given) =>
  new ApiError({
    status: 500,
    type: 'about:blank',
    title: 'Title',
    detail: 'Detail',
    errors: [],
    retryAfter: null,
    requestId: null,
    ...given,
  });

describe('the messages', () => {
  const documented = [...documentation.matchAll(/^\| `(\/problems\/[a-z-]+)` \|/gm)].map(([, type]) => type);

  test('cover exactly the problem types that the API documents', () => {
    expect(documented.length).toBeGreaterThan(20);
    expect([...PROBLEM_TYPES].sort()).toEqual(documented.sort());
  });

  test.each(PROBLEM_TYPES)('tell a person about %s without the words of the protocol', (type) => {
    const message = messageFor(problem({ type, requestId: 'r-1' }));
    expect(message).toMatch(/^[A-Z].*[.]$/s);
    expect(message).not.toMatch(/problem|HTTP|header|token|JSON|Detail|undefined|null/);
  });

  test.each([
    ['/problems/too-many-attempts', 'There were too many attempts. Try again in 5 minutes.'],
    ['/problems/too-many-requests', 'There were too many requests at once. Try again in 5 minutes.'],
    ['/problems/unavailable', 'The server is busy or under maintenance. Try again in 5 minutes.'],
  ])('of %s say when to try again', (type, message) => {
    expect(messageFor(problem({ type, retryAfter: 290 }))).toBe(message);
  });

  test('of an unknown error show its request id', () => {
    expect(messageFor(problem({ status: 500, type: '/problems/internal', requestId: 'JKL=' }))).toBe(
      'The server failed. Try again. If it happens again, quote the request id JKL=.',
    );
    expect(messageFor(problem({ status: 418, type: '/problems/teapot', requestId: 'JKL=' }))).toContain('JKL=');
  });

  test('of a gateway that sends no type go by the status', () => {
    expect(messageFor(problem({ status: 429, retryAfter: 1 }))).toBe(
      'There were too many requests. Try again in 1 second.',
    );
    expect(messageFor(problem({ status: 503 }))).toBe('The server is busy. Try again in a moment.');
  });

  test('of a missing answer say whether it is the connection', () => {
    const online = vi.spyOn(navigator, 'onLine', 'get');
    online.mockReturnValue(false);
    expect(messageFor(new NetworkError(null))).toBe('You are offline. Try again when the connection is back.');
    online.mockReturnValue(true);
    expect(messageFor(new NetworkError(null))).toMatch(/^The server did not answer/);
  });
});

describe('the errors of a form', () => {
  const labels = { title: 'Title', deadline: 'Deadline' };

  test('stand beside their field and begin with its name', () => {
    const errors = [{ loc: ['body', 'title'], msg: 'must be 1 to 500 characters long' }];
    expect(formProblem(problem({ status: 422, type: '/problems/invalid-input', errors }), labels)).toEqual({
      fields: { title: 'Title must be 1 to 500 characters long.' },
      form: null,
      retryAfter: null,
    });
  });

  test('stand above the form if it has no such field', () => {
    const errors = [{ loc: ['header', 'Idempotency-Key'], msg: 'was used for different content' }];
    const { fields, form } = formProblem(problem({ status: 422, type: '/problems/invalid-input', errors }), labels);
    expect(fields).toEqual({});
    expect(form).toBe('Idempotency-Key was used for different content.');
  });

  test('keep the seconds to wait', () => {
    const busy = problem({ status: 429, type: '/problems/too-many-attempts', retryAfter: 17 });
    expect(formProblem(busy, labels)).toMatchObject({ retryAfter: 17, fields: {} });
  });
});
