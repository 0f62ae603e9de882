// Where the API is, and which URLs belong to it: an access token goes nowhere else.
import { host } from './host.js';

export interface BaseUrl {
  /** The URL of a path or of a URL below the base URL. Throws a TypeError for any other. */
  resolve(path: string | URL): URL;
  contains(url: string | URL): boolean;
}

export function parseBaseUrl(base: string): BaseUrl {
  // At each use, because a server that renders the page has no location, and a relative base URL needs one.
  const absolute = (url: string | URL) => new URL(url, host.location?.href);
  const root = () => absolute(`${base.replace(/\/+$/, '')}/`);
  const contains = (url: string | URL) => absolute(url).href.startsWith(root().href);
  return {
    contains,
    resolve(path) {
      const url = new URL(String(path).replace(/^\//, ''), root());
      if (contains(url)) return url;
      throw new TypeError('The URL is not below the base URL');
    },
  };
}
