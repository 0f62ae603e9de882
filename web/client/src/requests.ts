// What every typed call does: send JSON with the token, throw the API's error, read the answer.
import { authorized } from './authorized.js';
import { NetworkError, toApiError } from './errors.js';
import type { Session } from './session.js';

export interface RequestOptions {
  body?: object;
  signal?: AbortSignal | undefined;
  headers?: Record<string, string | undefined>;
}

/** `fetch` with the access token. */
export function sendAuthorized(session: Session, path: string | URL, init: RequestInit = {}): Promise<Response> {
  const { transport } = session;
  const url = transport.base.resolve(path);
  if (new Headers(init.headers).has('authorization')) return transport.send(url, init);
  const send = (token: string | undefined) => {
    const headers = new Headers(init.headers);
    if (token) headers.set('authorization', `Bearer ${token}`);
    return transport.send(url, { redirect: 'error', ...init, headers });
  };
  return authorized(session, send, { repeatable: isRepeatable(init.body), signal: init.signal });
}

/** A stream can be read only once. */
function isRepeatable(body: BodyInit | null | undefined): boolean {
  return !(typeof body === 'object' && body && ('getReader' in body || Symbol.asyncIterator in body));
}

export async function request(
  session: Session,
  method: string,
  path: string,
  { body, signal, headers = {} }: RequestOptions = {},
): Promise<Response> {
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) sent.set(name, value);
  const init: RequestInit = { method, headers: sent };
  if (signal) init.signal = signal;
  if (body) {
    sent.set('content-type', 'application/json');
    init.body = JSON.stringify(body);
  }
  const response = await sendAuthorized(session, path, init);
  if (!response.ok) throw await toApiError(response);
  return response;
}

/** An answer that is cut off, or that is no JSON, is no answer. */
export async function json<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch (cause) {
    throw new NetworkError(cause);
  }
}
