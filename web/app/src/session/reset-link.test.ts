// @vitest-environment happy-dom
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { followResetLinks, linkIn, resetLink } from './reset-link';

const LINK = { requestId: 'r1', token: 't-1_2' };

describe('the link in the mail', () => {
  beforeAll(() => followResetLinks());
  beforeEach(() => {
    window.history.replaceState(null, '', '/');
    resetLink.set(null);
  });

  const open = (address: string) => {
    window.history.replaceState(null, '', address);
    window.dispatchEvent(new Event('hashchange'));
  };

  test('has the request and the token', () => {
    expect(linkIn('#request_id=r1&token=t-1_2')).toEqual(LINK);
  });

  test.each(['', '#', '#request_id=r1', '#token=t1', '#request_id=&token=t1', '#else'])(
    'is none if it is %j',
    (text) => {
      expect(linkIn(text)).toBeNull();
    },
  );

  test('leaves the address as soon as it is read', () => {
    open('/reset-password?from=mail#request_id=r1&token=t-1_2');
    expect(resetLink.get()).toEqual(LINK);
    expect(window.location.pathname + window.location.search + window.location.hash).toBe('/reset-password?from=mail');
  });

  test('is looked for on its own screen only', () => {
    open('/log-in#request_id=r1&token=t-1_2');
    expect(resetLink.get()).toBeNull();
    expect(window.location.hash).not.toBe('');
  });
});
