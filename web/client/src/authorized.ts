// A request with an access token: waits for a usable one, and after a 401 gets a new one and repeats the request.
import { ageOf, type Access } from './access.js';
import type { Session } from './session.js';

/** Undefined if nobody is signed in. Rejects if a refresh is needed but not possible at the moment. */
export async function usableToken(
  session: Session,
  rejected?: string,
  signal?: AbortSignal | null,
): Promise<Access | undefined> {
  const usable = (limit: 'refreshAt' | 'lifetime') => {
    const { access } = session;
    return access && access.token !== rejected && ageOf(access) < access[limit] ? access : undefined;
  };
  await unlessAborted(session.start(), signal);
  if (session.state.status === 'signed-out' || usable('refreshAt')) return session.access;
  try {
    await unlessAborted(session.renew(), signal);
  } catch (error) {
    if (signal?.aborted || !usable('lifetime')) throw error;
  }
  if (session.state.status === 'loading') throw new DOMException('The client was disposed', 'AbortError');
  return session.access;
}

/**
 * A 401 is answered by one refresh and one repetition. Only after a token of another tab, which may be just as old,
 * comes one more of both.
 */
export async function authorized(
  session: Session,
  send: (token: string | undefined) => Promise<Response>,
  { repeatable, signal }: { repeatable: boolean; signal?: AbortSignal | null | undefined },
): Promise<Response> {
  const { access: before } = session;
  let access = await usableToken(session, undefined, signal);
  // What one user began must not be sent as another one.
  if (before && access && access.userId !== before.userId) {
    throw new DOMException('Somebody else has logged in', 'AbortError');
  }
  let response = await send(access?.token);
  for (let isLast = false; response.status === 401 && access && !isLast;) {
    const next: Access | undefined = await usableToken(session, access.token, signal);
    if (!repeatable || next?.userId !== access.userId) break;
    void response.body?.cancel();
    response = await send(next.token);
    isLast = next.own;
    access = next;
  }
  return response;
}

export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
