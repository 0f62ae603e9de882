// The typed calls: what they send, what they return, and what they throw.
import { describe, expect, it } from 'vitest';
import { ApiError, type Client } from '../src/index.js';
import { json, problem } from './support/answers.js';
import { ScriptedApi } from './support/api.js';
import { openBrowser } from './support/browser.js';
import { ADA, quiet, signedIn, statesOf } from './support/clients.js';

async function prepared(): Promise<{ api: ScriptedApi; client: Client }> {
  openBrowser();
  const api = new ScriptedApi();
  return { api, client: await signedIn(api) };
}

const TITLE = { title: 'Water the plants' };

describe.each<[string, (client: Client) => Promise<unknown>, string, string, string | null]>([
  ['tasks.get', ({ tasks }) => tasks.get(7), 'GET /tasks/7', '', null],
  ['tasks.replace', ({ tasks }) => tasks.replace(7, TITLE), 'PUT /tasks/7', '{"title":"Water the plants"}', null],
  ['tasks.patch', ({ tasks }) => tasks.patch(7, { deadline: null }), 'PATCH /tasks/7', '{"deadline":null}', null],
  ['tasks.complete', ({ tasks }) => tasks.complete(7, true), 'PUT /tasks/complete/7', '{"completed":true}', null],
  ['tasks.delete', ({ tasks }) => tasks.delete(7), 'DELETE /tasks/7', '', null],
  [
    'tasks.replace with a version',
    ({ tasks }) => tasks.replace(7, TITLE, { ifMatch: '"3"' }),
    'PUT /tasks/7',
    '{"title":"Water the plants"}',
    '"3"',
  ],
  ['tasks.patch with a version', ({ tasks }) => tasks.patch(7, {}, { ifMatch: '"3"' }), 'PATCH /tasks/7', '{}', '"3"'],
  [
    'tasks.complete with a version',
    ({ tasks }) => tasks.complete(7, false, { ifMatch: '"3"' }),
    'PUT /tasks/complete/7',
    '{"completed":false}',
    '"3"',
  ],
  ['tasks.delete with a version', ({ tasks }) => tasks.delete(7, { ifMatch: '"3"' }), 'DELETE /tasks/7', '', '"3"'],
  ['account.get', ({ account }) => account.get(), 'GET /users/me', '', null],
  ['account.endSession', ({ account }) => account.endSession('a/b'), 'DELETE /users/me/sessions/a%2Fb', '', null],
  ['account.endOtherSessions', ({ account }) => account.endOtherSessions(), 'DELETE /users/me/sessions', '', null],
])('%s', (_name, call, route, body, ifMatch) => {
  it('sends what the API expects', async () => {
    const { api, client } = await prepared();
    await call(client);
    const [sent] = api.sent(route);
    expect(api.requests).toHaveLength(1);
    expect(sent?.body).toBe(body);
    expect(sent?.headers.get('content-type')).toBe(body ? 'application/json' : null);
    expect(sent?.headers.get('if-match')).toBe(ifMatch);
    expect(sent?.withCookie).toBe(false);
  });
});

it('lists tasks by cursor, from the start', async () => {
  const { api, client } = await prepared();
  const page = { items: [], next_cursor: 'abc' };
  api.always('GET /tasks/', () => json(200, page));
  expect(await client.tasks.list()).toEqual(page);
  await client.tasks.list({ cursor: 'a b', limit: 20, completed: false, order: 'desc' });
  await client.tasks.list({ cursor: undefined, limit: undefined, completed: undefined });
  expect(api.requests.map(({ path }) => path)).toEqual([
    '/tasks/?cursor=',
    '/tasks/?cursor=a+b&limit=20&completed=false&order=desc',
    '/tasks/?cursor=',
  ]);
});

it('returns a task with its version', async () => {
  const { client } = await prepared();
  expect(await client.tasks.get(7)).toMatchObject({ task: { id: 'ada' }, version: '"1"' });
});

it('makes a new key for each creation, and sends the key of the caller', async () => {
  const { api, client } = await prepared();
  await client.tasks.create(TITLE);
  await client.tasks.create(TITLE);
  await client.tasks.create(TITLE, { idempotencyKey: 'my-key' });
  const keys = api.sent('POST /tasks/').map(({ headers }) => headers.get('idempotency-key') ?? '');
  expect(keys[2]).toBe('my-key');
  expect(keys[0]).toMatch(/^[\x21-\x7e]{16,255}$/);
  expect(keys[0]).not.toBe(keys[1]);
});

it('repeats a creation that met a 401 with the same key', async () => {
  const { api, client } = await prepared();
  api.expireAccessTokens();
  await client.tasks.create(TITLE);
  const [first, second] = api.sent('POST /tasks/');
  expect(first?.headers.get('idempotency-key')).toBe(second?.headers.get('idempotency-key'));
});

it('returns the report unread', async () => {
  const { api, client } = await prepared();
  api.next('GET /reports/', () => new Response('title,deadline\n', { headers: { 'content-type': 'text/csv' } }));
  const report = await client.tasks.report();
  expect(report.bodyUsed).toBe(false);
  expect(await report.text()).toBe('title,deadline\n');
  api.next('GET /reports/', () => problem(413, 'answer-too-large', 'too large'));
  await expect(client.tasks.report()).rejects.toMatchObject({ status: 413, type: '/problems/answer-too-large' });
});

it('lists the sessions', async () => {
  const { api, client } = await prepared();
  api.next('GET /users/me/sessions', () => json(200, { items: [{ id: 'one' }] }));
  expect(await client.account.sessions()).toEqual([{ id: 'one' }]);
});

it('is signed out when it ends its own session', async () => {
  const { client } = await prepared();
  const states = statesOf(client);
  await client.account.endSession('session-1');
  expect(states).toEqual([{ status: 'signed-out', reason: 'logged-out' }]);
});

it('signs up without logging in', async () => {
  openBrowser();
  const api = new ScriptedApi();
  const client = quiet(api);
  expect(await client.signUp(ADA)).toMatchObject({ email: ADA.email });
  expect(api.requests).toMatchObject([{ method: 'POST', path: '/users/', body: JSON.stringify(ADA) }]);
  expect(client.session.get().status).toBe('loading');
});

it('logs in with a cookie by default, and with tokens in the body otherwise', async () => {
  openBrowser();
  const api = new ScriptedApi();
  await quiet(api).logIn(ADA);
  await quiet(api, { storage: 'local' }).logIn(ADA);
  const [cookie, local] = api.sent('POST /login');
  expect(JSON.parse(cookie?.body ?? '')).toEqual({ username: ADA.email, password: ADA.password, session: 'cookie' });
  expect(cookie?.withCookie).toBe(true);
  expect(JSON.parse(local?.body ?? '')).toEqual({ username: ADA.email, password: ADA.password });
  expect(local?.withCookie).toBe(false);
});

it('keeps the account when its deletion is refused', async () => {
  const { api, client } = await prepared();
  api.next('DELETE /users/me', () => problem(403, 'wrong-password', 'The password is incorrect'));
  await expect(client.account.delete({ password: 'wrong' })).rejects.toBeInstanceOf(ApiError);
  expect(client.session.get().status).toBe('signed-in');
});
