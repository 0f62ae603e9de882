// A verified email, a new one, and the report by mail: calls outside of the core, over any client.
import { expect, it, vi } from 'vitest';
import type { Client } from '../src/index.js';
import { mailCalls, type MailCalls } from '../src/mail.js';
import { json, neverAnswers, offline, problem } from './support/answers.js';
import { ScriptedApi } from './support/api.js';
import { openBrowser } from './support/browser.js';
import { quiet, signedIn, tab, untilStatus } from './support/clients.js';

const ASK = { email: 'ada@example.com' };
const CHANGE = { current_password: 'nine quiet herons', new_email: 'ada@example.org' };
const PROOF = { request_id: 'r1', code: '048213' };
const VERIFICATION = 'POST /users/email-verification';
const CONFIRM_CHANGE = 'POST /users/email-change/confirm';
const REPORT = 'POST /reports/';

const empty = (status: number) => () => new Response(null, { status });

function scripted(): ScriptedApi {
  openBrowser();
  const api = new ScriptedApi();
  for (const route of [VERIFICATION, 'POST /users/me/email-change']) {
    api.always(route, () => json(202, { request_id: 'r1' }));
  }
  for (const route of [`${VERIFICATION}/confirm`, CONFIRM_CHANGE]) api.always(route, empty(204));
  api.always(REPORT, empty(202));
  return api;
}

type Call = (mails: MailCalls) => Promise<unknown>;

it.each<[string, Call, string, object]>([
  ['a verification', (mails) => mails.requestEmailVerification(ASK), '/users/email-verification', ASK],
  ['a new email', (mails) => mails.requestEmailChange(CHANGE), '/users/me/email-change', CHANGE],
])('asks for the mail of %s, and returns the id of the request', async (_name, call, path, body) => {
  const api = scripted();
  expect(await call(mailCalls(await signedIn(api)))).toEqual({ request_id: 'r1' });
  expect(api.requests).toMatchObject([{ path, body: JSON.stringify(body) }]);
});

it.each<[string, Call, string]>([
  ['a verification', (mails) => mails.confirmEmailVerification(PROOF), '/users/email-verification/confirm'],
  ['a new email', (mails) => mails.confirmEmailChange(PROOF), '/users/email-change/confirm'],
])('confirms %s without a session', async (_name, call, path) => {
  const api = scripted();
  const client: Client = tab(api);
  await untilStatus(client, 'signed-out');
  api.requests.length = 0;
  expect(await call(mailCalls(client))).toBeUndefined();
  expect(api.requests).toMatchObject([{ path, body: JSON.stringify(PROOF) }]);
  expect(api.requests[0]?.headers.has('authorization')).toBe(false);
});

it('asks for the report with the access token and without a body', async () => {
  const api = scripted();
  await mailCalls(await signedIn(api)).sendReport();
  expect(api.requests).toMatchObject([{ method: 'POST', path: '/reports/', body: '' }]);
  expect(api.requests[0]?.headers.get('authorization')).toMatch(/^Bearer /);
});

it('throws the refusal of the API', async () => {
  const api = scripted();
  api.next(REPORT, () => problem(403, 'email-not-verified', 'The email is not verified'));
  await expect(mailCalls(await signedIn(api)).sendReport()).rejects.toMatchObject({
    status: 403,
    type: '/problems/email-not-verified',
  });
});

it('signs out at the next request after the email has changed', async () => {
  const api = scripted();
  const client = await signedIn(api);
  api.next(CONFIRM_CHANGE, () => {
    api.endSessions();
    return new Response(null, { status: 204 });
  });
  await mailCalls(client).confirmEmailChange(PROOF);
  expect(client.session.get()).toEqual({ status: 'signed-in', userId: 'ada' });
  await expect(client.account.get()).rejects.toMatchObject({ status: 401 });
  expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'ended' });
});

it('says that there was no answer, also when none comes in time', async () => {
  const api = scripted();
  const client = quiet(api);
  const mails = mailCalls(client);
  api.next(VERIFICATION, offline);
  await expect(mails.requestEmailVerification(ASK)).rejects.toMatchObject({ name: 'NetworkError' });

  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(AbortSignal.abort());
  api.next(VERIFICATION, neverAnswers);
  await expect(mails.requestEmailVerification(ASK)).rejects.toMatchObject({ name: 'NetworkError' });
  expect(timeout).toHaveBeenCalledWith(30_000);
  timeout.mockRestore();
});

it('returns the id of a mail from a sign-up that requires a verified email', async () => {
  const api = scripted();
  api.next('POST /users/', () => json(202, { request_id: 'r1' }));
  expect(await quiet(api).signUp({ ...ASK, password: 'nine quiet herons' })).toEqual({ request_id: 'r1' });
});
