// Sign-up, login, logout and the typed calls about the account.
import { authorized } from './authorized.js';
import { toApiError } from './errors.js';
import type { SessionList, User } from './generated/types.gen.js';
import { issuedIn } from './renewal.js';
import { json, request } from './requests.js';
import type { Session } from './session.js';
import type { Account, Client } from './types.js';

export function accountOf(session: Session): Account {
  return {
    get: async () => json<User>(await request(session, 'GET', '/users/me')),
    async changePassword(body) {
      const { transport, credentials, exclusive } = session;
      const send = (token: string | undefined) =>
        exclusive(async () => {
          const call = { method: 'PUT', body, token, cookie: credentials.cookie };
          const response = await transport.call('/users/me/password', call);
          if (response.ok) await session.begin(await issuedIn(response));
          return response;
        });
      const response = await authorized(session, send, { repeatable: true });
      if (!response.ok) throw await toApiError(response);
    },
    async delete(body) {
      await request(session, 'DELETE', '/users/me', { body });
      await session.leave('deleted');
    },
    sessions: async () => (await json<SessionList>(await request(session, 'GET', '/users/me/sessions'))).items,
    async endSession(id) {
      await request(session, 'DELETE', `/users/me/sessions/${encodeURIComponent(id)}`);
      if (id === session.access?.sessionId) await session.leave('logged-out');
    },
    async endOtherSessions() {
      await request(session, 'DELETE', '/users/me/sessions');
    },
  };
}

export function signingOf(session: Session): Pick<Client, 'signUp' | 'logIn' | 'logOut'> {
  const { transport, credentials } = session;
  return {
    async signUp(body) {
      const response = await transport.call('/users/', { body });
      if (!response.ok) throw await toApiError(response);
      return json<User>(response);
    },
    logIn: ({ email, password }) =>
      session.exclusive(async () => {
        const body = { username: email, password, ...(credentials.cookie && { session: 'cookie' }) };
        const response = await transport.call('/login', { body, cookie: credentials.cookie });
        if (!response.ok) throw await toApiError(response);
        await session.begin(await issuedIn(response));
      }),
    async logOut() {
      await session.leave('logged-out');
      await session.finishLogout();
    },
  };
}
