// Puts the parts together.
import { accountOf, signingOf } from './account.js';
import { userOf } from './access.js';
import { usableToken } from './authorized.js';
import { parseBaseUrl } from './base-url.js';
import { cookieCredentials } from './cookie-credentials.js';
import { exclusive } from './exclusive.js';
import { localText } from './local-text.js';
import { sendAuthorized } from './requests.js';
import { Session } from './session.js';
import { storedCredentials } from './stored-credentials.js';
import { tasksOf } from './tasks.js';
import { Transport } from './transport.js';
import type { Client, ClientOptions } from './types.js';

/** Nothing happens until the client is used: no request, no timer, no listener. */
export function createClient(options: ClientOptions): Client {
  const session = sessionOf(options);
  const { base } = session.transport;
  return {
    session: { get: () => session.state, subscribe: (listener) => session.subscribe(listener) },
    tasks: tasksOf(session),
    account: accountOf(session),
    ...signingOf(session),
    fetch: async (path, init) => sendAuthorized(session, path, init),
    async accessToken(url, { rejected, signal } = {}) {
      if (!base.contains(url)) return null;
      const access = await usableToken(session, rejected, signal);
      return access && (!rejected || userOf(rejected) === access.userId) ? access.token : null;
    },
    dispose: () => session.dispose(),
  };
}

function sessionOf({ baseUrl, storage = 'cookie', fetch }: ClientOptions): Session {
  const base = parseBaseUrl(baseUrl);
  const transport = new Transport(base, fetch);
  if (storage === 'cookie') {
    const sharing = { channel: base.key, watch: undefined };
    return new Session(cookieCredentials(base.key), transport, exclusive(base.key), sharing);
  }
  if (storage === 'local') {
    const key = `${base.key}:tokens`;
    const text = localText(key);
    return new Session(storedCredentials(text), transport, exclusive(key), { channel: key, watch: text.subscribe });
  }
  const watch = storage.subscribe && ((listener: () => void) => storage.subscribe?.(listener) ?? (() => undefined));
  return new Session(storedCredentials(storage), transport, exclusive(undefined), { channel: undefined, watch });
}
