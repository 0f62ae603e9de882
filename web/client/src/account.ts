// Sign-up, login, logout and the typed calls about the account.
import { authorized } from './authorized.js';
import type { SessionList, User } from './generated/types.gen.js';
import { issuedIn } from './renewal.js';
import { accepted, json, read, request } from './requests.js';
import type { Session } from './session.js';
import { jsonInit } from './transport.js';
import type { Account, Client } from './types.js';

const ME = '/users/me';
const SESSIONS = `${ME}/sessions`;

export function accountOf(session: Session): Account {
  const remove = (path: string, body?: object) => request(session, path, jsonInit('DELETE', body));
  return {
    get: () => read<User>(session, ME),
    async changePassword(body) {
      const send = (token = '') =>
        session.exclusive(async () => {
          const init = jsonInit('PUT', body, { authorization: `Bearer ${token}` });
          const response = await session.transport.call(`${ME}/password`, init);
          if (response.ok) session.begin(await issuedIn(response));
          return response;
        });
      await accepted(await authorized(session, send, true));
    },
    async delete(body) {
      await remove(ME, body);
      session.leave('deleted');
    },
    sessions: async () => (await read<SessionList>(session, SESSIONS)).items,
    async endSession(id) {
      await remove(`${SESSIONS}/${encodeURIComponent(id)}`);
      if (id === session.access?.sessionId) session.leave('logged-out');
    },
    async endOtherSessions() {
      await remove(SESSIONS);
    },
  };
}

export function signingOf(session: Session): Pick<Client, 'signUp' | 'logIn' | 'logOut'> {
  const { transport } = session;
  const post = async (path: string, body: object) => accepted(await transport.call(path, jsonInit('POST', body)));
  return {
    signUp: async (body) => json<User>(await post('/users/', body)),
    logIn: ({ email: username, password }) =>
      session.exclusive(async () => {
        const body = { username, password, ...(transport.isCookie && { session: 'cookie' }) };
        session.begin(await issuedIn(await post('/login', body)));
      }),
    async logOut() {
      session.leave('logged-out');
      await session.finishLogout();
    },
  };
}
