// A forgotten password: both calls work without a session, send no access token, and leave the session as it is.
import { expect, it } from 'vitest';
import type { Client } from '../src/index.js';
import { json, offline, problem } from './support/answers.js';
import { ScriptedApi } from './support/api.js';
import { openBrowser } from './support/browser.js';
import { quiet, signedIn } from './support/clients.js';

const REQUEST = 'POST /users/password-reset';
const CONFIRM = 'POST /users/password-reset/confirm';
const EMAIL = { email: 'ada@example.com' };
const RESET = { request_id: 'r1', code: '048213', new_password: 'twelve calm egrets' };

function prepared(): { api: ScriptedApi; client: Client } {
  openBrowser();
  const api = new ScriptedApi();
  api.always(REQUEST, () => json(202, { request_id: 'r1' }));
  api.always(CONFIRM, () => new Response(null, { status: 204 }));
  return { api, client: quiet(api) };
}

it('asks for a mail, and returns the id of the request', async () => {
  const { api, client } = prepared();
  expect(await client.account.requestPasswordReset(EMAIL)).toEqual({ request_id: 'r1' });
  expect(api.requests).toMatchObject([{ path: '/users/password-reset', body: JSON.stringify(EMAIL) }]);
});

it.each([
  ['the code of the mail', RESET],
  ['the token of its link', { request_id: 'r1', token: 't1', new_password: 'twelve calm egrets' }],
])('sets a new password with %s', async (_name, body) => {
  const { api, client } = prepared();
  await client.account.resetPassword(body);
  expect(api.requests).toMatchObject([{ path: '/users/password-reset/confirm', body: JSON.stringify(body) }]);
});

it('sends no access token, and signs nobody in or out', async () => {
  openBrowser();
  const api = new ScriptedApi();
  api.always(REQUEST, () => json(202, { request_id: 'r1' }));
  api.always(CONFIRM, () => new Response(null, { status: 204 }));
  const client = await signedIn(api);
  await client.account.requestPasswordReset(EMAIL);
  await client.account.resetPassword(RESET);
  expect(api.requests.map(({ headers }) => headers.get('authorization'))).toEqual([null, null]);
  expect(client.session.get()).toEqual({ status: 'signed-in', userId: 'ada' });
});

it('throws the refusal of a wrong code without a refresh', async () => {
  const { api, client } = prepared();
  api.next(CONFIRM, () => problem(400, 'invalid-mail-token', 'The link or code is wrong, expired or used'));
  await expect(client.account.resetPassword(RESET)).rejects.toMatchObject({
    status: 400,
    type: '/problems/invalid-mail-token',
  });
  expect(api.requests).toHaveLength(1);
});

it('says that there was no answer', async () => {
  const { api, client } = prepared();
  api.next(REQUEST, offline);
  await expect(client.account.requestPasswordReset(EMAIL)).rejects.toMatchObject({ name: 'NetworkError' });
});
