// Sends requests: no answer becomes a NetworkError, and session calls end in time. It knows nothing of sessions.
import type { BaseUrl } from './base-url.js';
import { NetworkError } from './errors.js';

/** The API lets an old refresh token work for 10 seconds. */
const SHORT_MS = 10_000;
/** A login may wait for others, because hashing passwords is slow on purpose. */
const LONG_MS = 30_000;

export interface CallOptions {
  method?: string;
  body?: object | undefined;
  token?: string | undefined;
  cookie?: boolean;
  signal?: AbortSignal;
}

export class Transport {
  constructor(
    readonly base: BaseUrl,
    readonly customFetch: typeof globalThis.fetch | undefined,
  ) {}

  async send(url: URL, init: RequestInit = {}): Promise<Response> {
    try {
      return await (this.customFetch ?? globalThis.fetch)(url, init);
    } catch (cause) {
      throw init.signal?.aborted ? cause : new NetworkError(cause);
    }
  }

  /** A call of the client's own: with a time limit, answered with the whole body, never redirected. */
  async call(path: string, { method = 'POST', body, token, cookie, signal }: CallOptions): Promise<Response> {
    const url = this.base.resolve(path);
    const headers: Record<string, string> = {};
    if (body) headers['content-type'] = 'application/json';
    if (token) headers.authorization = `Bearer ${token}`;
    const limit = new AbortController();
    const abort = () => limit.abort();
    const timer = setTimeout(abort, path === '/refresh' || path === '/logout' ? SHORT_MS : LONG_MS);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    try {
      const init: RequestInit = { method, headers, signal: limit.signal, redirect: 'error' };
      if (body) init.body = JSON.stringify(body);
      if (cookie) init.credentials = 'include';
      const response = await (this.customFetch ?? globalThis.fetch)(url, init);
      return new Response((await response.text()) || null, response);
    } catch (cause) {
      throw new NetworkError(cause);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }
}
