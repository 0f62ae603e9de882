// What every typed call does: send JSON, with the token where it is needed, throw the API's error, read the answer.
import { authorized } from './authorized.js';
import { NetworkError, toApiError } from './errors.js';
import type { Session } from './session.js';
import { jsonInit } from './transport.js';

/** `fetch` with the access token. */
export async function sendAuthorized(session: Session, path: string | URL, init: RequestInit = {}): Promise<Response> {
  const { transport } = session;
  const url = transport.base.resolve(path);
  const headers = new Headers(init.headers);
  if (headers.has('authorization')) return transport.send(url, init);
  const send = (token: string | undefined) => {
    if (token) headers.set('authorization', `Bearer ${token}`);
    return transport.send(url, { redirect: 'error', ...init, headers });
  };
  return authorized(session, send, isRepeatable(init.body), init.signal);
}

/** A stream can be read only once. */
function isRepeatable(body: BodyInit | null | undefined): boolean {
  return !(typeof body === 'object' && body && ('getReader' in body || Symbol.asyncIterator in body));
}

export async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw await toApiError(response);
}

export const request = async (session: Session, path: string, init?: RequestInit): Promise<Response> =>
  accepted(await sendAuthorized(session, path, init));

/** A call that needs no access token, and so sends none. One with a signal runs in the background. */
export const post = async (session: Session, path: string, body?: object, signal?: AbortSignal): Promise<Response> =>
  accepted(await session.transport.call(path, jsonInit('POST', body, {}, signal)));

/** An answer that is cut off, or that is no JSON, is no answer. */
export async function json<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch (cause) {
    throw new NetworkError(cause);
  }
}

export const read = async <T>(session: Session, path: string, init?: RequestInit): Promise<T> =>
  json<T>(await request(session, path, init));
