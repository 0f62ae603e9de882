// Sign-up, login, logout, a forgotten password and the typed calls about the account.
import { authorized } from './authorized.js';
import type { OrderedMail, SessionList, User } from './generated/types.gen.js';
import { issuedIn } from './renewal.js';
import { accepted, json, post, read, request } from './requests.js';
import type { Session } from './session.js';
import { jsonInit } from './transport.js';
import type { Account, Client } from './types.js';

const ME = '/users/me';
const SESSIONS = `${ME}/sessions`;

export const accountOf = (session: Session): Pick<Client, 'account' | 'signUp' | 'logIn' | 'logOut'> => ({
  account: callsOf(session),
  signUp: async (body) => json(await post(session, '/users/', body)),
  logIn: ({ email: username, password }) =>
    session.exclusive(async () => {
      const body = { username, password, ...(session.transport.isCookie && { session: 'cookie' }) };
      session.begin(await issuedIn(await post(session, '/login', body)));
    }),
  async logOut() {
    session.leave('logged-out');
    await session.finishLogout();
  },
});

function callsOf(session: Session): Account {
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
    requestPasswordReset: async (body) => json<OrderedMail>(await post(session, '/users/password-reset', body)),
    async resetPassword(body) {
      await post(session, '/users/password-reset/confirm', body);
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
