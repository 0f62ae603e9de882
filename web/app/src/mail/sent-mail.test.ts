// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';
import { keptMail } from './sent-mail';

const KEY = 'todo:test-mail';
const MAIL = { email: 'ada@example.com', requestId: 'r1' };

describe('a mail that was sent', () => {
  beforeEach(() => sessionStorage.clear());

  test('is still known after a reload', () => {
    keptMail(KEY).set(MAIL);
    expect(keptMail(KEY).get()).toEqual(MAIL);
  });

  test('leaves nothing behind when it is no longer needed', () => {
    const mail = keptMail(KEY);
    mail.set(MAIL);
    mail.set(null);
    expect(sessionStorage.length).toBe(0);
  });

  test.each(['{', 'null', '[]', '{}', '{"email":"ada@example.com"}', '{"email":"","requestId":"r1"}'])(
    'is none if %s is stored',
    (text) => {
      sessionStorage.setItem(KEY, text);
      expect(keptMail(KEY).get()).toBeNull();
    },
  );
});
