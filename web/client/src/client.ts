// Puts the parts together.
import { usableToken } from './authorized.js';
import { accountOf } from './account.js';
import { cookieCredentials } from './cookie-credentials.js';
import { localStorageOf } from './kept-text.js';
import { sendAuthorized } from './requests.js';
import { Session } from './session.js';
import { storedCredentials } from './stored-credentials.js';
import { tasksOf } from './tasks.js';
import { transportOf } from './transport.js';
import type { Client, ClientOptions } from './types.js';

/** Nothing happens until the client is used: no request, no timer, no listener. */
export function createClient(options: ClientOptions): Client {
  const session = sessionOf(options);
  return {
    session: { get: () => session.state, subscribe: (listener) => session.subscribe(listener) },
    tasks: tasksOf(session),
    ...accountOf(session),
    fetch: (path, init) => sendAuthorized(session, path, init),
    async accessToken(url, { rejected, signal } = {}) {
      if (!session.transport.base.contains(url)) return null;
      return (await usableToken(session, rejected, signal))?.token ?? null;
    },
    dispose: () => session.dispose(),
  };
}

function sessionOf({ baseUrl, storage = 'cookie', fetch }: ClientOptions): Session {
  const isCookie = storage === 'cookie';
  const transport = transportOf(baseUrl, isCookie, fetch);
  if (typeof storage === 'object') {
    return new Session(storedCredentials(storage), transport, undefined, storage.subscribe?.bind(storage));
  }
  const name = `todo-lambda-client:${storage}:${baseUrl}`;
  const text = localStorageOf(name);
  return new Session(isCookie ? cookieCredentials(text) : storedCredentials(text), transport, name);
}
