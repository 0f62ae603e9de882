// Where the API is, and which URLs belong to it: an access token goes nowhere else.
import { host } from './host.js';

export interface BaseUrl {
  /** Names what belongs to this API in storage, locks and channels. */
  readonly key: string;
  /** The URL of a path or of a URL below the base URL. Throws a TypeError for any other. */
  resolve(path: string | URL): URL;
  /** Text that is no URL, or a relative URL outside of a page, is not below the base URL. */
  contains(url: string | URL): boolean;
}

export function parseBaseUrl(text: string): BaseUrl {
  const base = text.replace(/\/+$/, '');
  // A relative base URL is resolved at use, because a server that renders the page has no location.
  const absolute = (url: string | URL) => new URL(url, host.location?.href);
  const contains = (url: URL) => {
    const { origin, pathname } = absolute(base);
    return url.origin === origin && url.pathname.startsWith(pathname.replace(/\/*$/, '/'));
  };
  return {
    key: `todo-lambda-client:${base}`,
    contains(url) {
      try {
        return contains(absolute(url));
      } catch {
        return false;
      }
    },
    resolve(path) {
      const isAbsolute = path instanceof URL || /^[a-z][a-z\d+.-]*:/i.test(path);
      const url = absolute(isAbsolute ? path : `${base}/${path.replace(/^\//, '')}`);
      if (!contains(url)) throw new TypeError('The URL is not below the base URL');
      return url;
    },
  };
}
