// @vitest-environment happy-dom
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { followMailLinks, linkIn, mailLink } from './mail-link';

const LINK = { requestId: 'r1', token: 't-1_2' };

describe('the link in a mail', () => {
  beforeAll(() => followMailLinks());
  beforeEach(() => {
    window.history.replaceState(null, '', '/');
    mailLink.set(null);
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

  test.each(['/reset-password', '/verify-email', '/change-email'])(
    'leaves the address %s as soon as it is read',
    (path) => {
      open(`${path}?from=mail#request_id=r1&token=t-1_2`);
      expect(mailLink.get()).toEqual({ path, link: LINK });
      expect(window.location.pathname + window.location.search + window.location.hash).toBe(`${path}?from=mail`);
    },
  );

  test('is replaced by a newer one', () => {
    open('/reset-password#request_id=r1&token=t-1_2');
    open('/verify-email#request_id=r2&token=t2');
    expect(mailLink.get()).toEqual({ path: '/verify-email', link: { requestId: 'r2', token: 't2' } });
  });

  test('is looked for on its own screens only', () => {
    open('/log-in#request_id=r1&token=t-1_2');
    expect(mailLink.get()).toBeNull();
    expect(window.location.hash).not.toBe('');
  });
});
