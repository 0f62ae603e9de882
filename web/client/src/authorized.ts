// A request with an access token: waits for a usable one, and after a 401 gets a new one and repeats the request.
import { claimsOf, isFresh, remainingOf, type Access } from './access.js';
import type { Session } from './session.js';
import { unlessAborted } from './waiting.js';

/**
 * Undefined if nobody is signed in, or not the user of the rejected token. Rejects if a refresh is needed but not
 * possible at the moment.
 */
export async function usableToken(
  session: Session,
  rejected: string | undefined,
  signal: AbortSignal | null | undefined,
): Promise<Access | undefined> {
  const other = () => (session.access?.token === rejected ? undefined : session.access);
  session.start();
  if (session.state.status !== 'signed-out' && !isFresh(other())) {
    try {
      await unlessAborted(session.renew(), signal);
    } catch (error) {
      const access = other();
      if (signal?.aborted || !access || remainingOf(access) <= 0) throw error;
    }
  }
  const access = other();
  return rejected && claimsOf(rejected).sub !== access?.userId ? undefined : access;
}

/**
 * A 401 is answered by one refresh and one repetition. Only if another tab provided the token, which may be just as
 * old, may both follow once more.
 */
export async function authorized(
  session: Session,
  send: (token: string | undefined) => Promise<Response>,
  isRepeatable: boolean,
  signal?: AbortSignal | null,
): Promise<Response> {
  const { access: before } = session;
  let access = await usableToken(session, undefined, signal);
  // What one user began must not be sent as another one.
  if (before && access && access.userId !== before.userId) throw new DOMException('Another user', 'AbortError');
  let response = await send(access?.token);
  for (let isLast = false; response.status === 401 && access && !isLast; isLast = access.own) {
    access = await usableToken(session, access.token, signal);
    if (!access || !isRepeatable) break;
    // The connection may be cut already.
    response.body?.cancel().catch(() => undefined);
    response = await send(access.token);
  }
  return response;
}
