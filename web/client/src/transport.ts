// Sends requests: no answer becomes a NetworkError, and the client's own calls end in time. It knows nothing of
// sessions.
import { parseBaseUrl, type BaseUrl } from './base-url.js';
import { NetworkError } from './errors.js';
import type { ClientOptions } from './types.js';
import { unlessAborted } from './waiting.js';

/** The API lets an old refresh token work for 10 seconds. */
const SHORT_MS = 10_000;
/** A login takes longer, because hashing passwords is slow on purpose. */
const LONG_MS = 30_000;

export interface Transport {
  readonly base: BaseUrl;
  /** Whether the API keeps the refresh token in a cookie. */
  readonly isCookie: boolean;
  send(url: URL, init: RequestInit): Promise<Response>;
  /**
   * A call of the client's own: with a time limit, never redirected, and answered with the whole body. One with a
   * signal runs in the background and has less time.
   */
  call(path: string, init: RequestInit): Promise<Response>;
}

export function transportOf(baseUrl: string, isCookie: boolean, fetch: ClientOptions['fetch']): Transport {
  const base = parseBaseUrl(baseUrl);
  const send: Transport['send'] = async (url, init) => {
    try {
      return await (fetch ?? globalThis.fetch)(url, init);
    } catch (cause) {
      throw init.signal?.aborted ? cause : new NetworkError(cause);
    }
  };
  const whole = async (url: URL, init: RequestInit) => {
    const response = await send(url, init);
    return new Response((await response.text()) || null, response);
  };
  return {
    base,
    isCookie,
    send,
    async call(path, init) {
      const url = base.resolve(path);
      const limit = AbortSignal.timeout(init.signal ? SHORT_MS : LONG_MS);
      const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
      try {
        return await unlessAborted(
          whole(url, { ...init, signal, redirect: 'error', ...(isCookie && { credentials: 'include' }) }),
          signal,
        );
      } catch (cause) {
        throw new NetworkError(cause);
      }
    },
  };
}

export const jsonInit = (
  method: string,
  body?: object,
  headers: Record<string, string> = {},
  signal: AbortSignal | null = null,
): RequestInit => ({
  method,
  headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
  // No body is no text.
  body: JSON.stringify(body),
  signal,
});
