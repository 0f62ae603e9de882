// Nothing waits for ever: not for an answer, not for a lock, not for the caller's own code.
import { expect, it, vi } from 'vitest';
import { held, neverAnswers } from './support/answers.js';
import { ScriptedApi } from './support/api.js';
import { openBrowser } from './support/browser.js';
import { ADA, quiet, signedIn, tab } from './support/clients.js';
import { pass, stopTime } from './support/time.js';

const LOCK = 'todo-lambda-client:cookie:https://api.example/api/v1';

it('gives up a refresh that is not answered within ten seconds, and keeps the session', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  api.expireAccessTokens();
  api.next('POST /refresh', neverAnswers);
  const request = client.fetch('/tasks/1').catch((error: unknown) => error);
  await pass(10);
  expect(await request).toMatchObject({ name: 'NetworkError' });
  expect(client.session.get().status).toBe('signed-in');
  await pass(2);
  expect((await client.fetch('/tasks/1')).status).toBe(200);
});

it('gives up a refresh even if a fetch of the caller\u2019s ignores its signal', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  let isStuck = true;
  const stubborn: typeof fetch = (url, init) =>
    isStuck && (url as URL).pathname.endsWith('/refresh')
      ? new Promise<Response>(() => undefined)
      : api.fetch(url, { ...init, signal: null });
  const client = await signedIn(api, { fetch: stubborn });
  api.expireAccessTokens();
  const request = client.fetch('/tasks/1').catch((error: unknown) => error);
  await pass(11);
  expect(await request).toMatchObject({ name: 'NetworkError' });
  isStuck = false;
  await pass(2);
  expect((await client.fetch('/tasks/1')).status).toBe(200);
});

it('gives up a login that is not answered within thirty seconds', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  api.next('POST /login', neverAnswers);
  const login = quiet(api)
    .logIn(ADA)
    .catch((error: unknown) => error);
  await pass(30);
  expect(await login).toMatchObject({ name: 'NetworkError' });
});

it('goes on without the lock when another tab has held it for five seconds', async () => {
  stopTime();
  const browser = openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  api.expireAccessTokens();
  browser.locks.block(LOCK);
  const request = client.fetch('/tasks/1');
  await pass(4.9);
  expect(api.sent('POST /refresh')).toHaveLength(0);
  await pass(0.3);
  expect((await request).status).toBe(200);
});

it('logs in and out while another tab holds the lock', async () => {
  stopTime();
  const browser = openBrowser();
  const api = new ScriptedApi();
  const client = quiet(api);
  browser.locks.block(LOCK);
  const login = client.logIn(ADA);
  await pass(5);
  await login;
  const logout = client.logOut();
  expect(client.session.get().status).toBe('signed-out');
  await pass(5);
  await logout;
  expect(api.activeSessions()).toBe(0);
});

it.each([
  ['are missing', () => openBrowser({ locks: true })],
  [
    'are refused',
    () => {
      openBrowser();
      vi.stubGlobal('navigator', { locks: { request: () => Promise.reject(new DOMException('no', 'SecurityError')) } });
    },
  ],
])('works where Web Locks %s', async (_name, open) => {
  open();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  api.expireAccessTokens();
  expect((await client.fetch('/tasks/1')).status).toBe(200);
  await client.logOut();
  expect(api.activeSessions()).toBe(0);
});

it('does not lose a refresh whose lock another script steals', async () => {
  openBrowser();
  const stolen = (_name: string, _options: object, task: (lock: object) => unknown) => {
    task({});
    return Promise.reject(new DOMException('stolen', 'AbortError'));
  };
  vi.stubGlobal('navigator', { locks: { request: stolen } });
  const api = new ScriptedApi();
  const client = await signedIn(api);
  api.expireAccessTokens();
  expect((await client.fetch('/tasks/1')).status).toBe(200);
  expect(api.sent('POST /refresh')).toHaveLength(1);
});

it('does not wait for a listener that calls the client', async () => {
  openBrowser();
  const api = new ScriptedApi();
  const client = quiet(api);
  const done: Promise<unknown>[] = [];
  client.session.subscribe(() => {
    if (client.session.get().status === 'signed-in') done.push(client.account.get(), client.logOut());
  });
  await client.logIn(ADA).catch(() => undefined);
  await Promise.allSettled(done);
  expect(done).toHaveLength(2);
  expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'logged-out' });
  expect(api.activeSessions()).toBe(0);
});

it('stops waiting for a refresh when the caller aborts, and the refresh goes on for the others', async () => {
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  api.expireAccessTokens();
  const slow = held();
  api.next('POST /refresh', slow.behaviour);
  const impatient = new AbortController();
  const aborted = client.fetch('/tasks/1', { signal: impatient.signal }).catch((error: unknown) => error);
  const patient = client.fetch('/tasks/2');
  await slow.arrived;
  const reason = new Error('the page was left');
  impatient.abort(reason);
  expect(await aborted).toBe(reason);
  slow.release();
  expect((await patient).status).toBe(200);
  expect(api.sent('GET /tasks/1')).toHaveLength(1);
});

it('rejects a request that is aborted on its way with the caller\u2019s reason', async () => {
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  api.next('GET /tasks/1', neverAnswers);
  const leaving = new AbortController();
  const request = client.fetch('/tasks/1', { signal: leaving.signal }).catch((error: unknown) => error);
  const reason = new Error('the page was left');
  leaving.abort(reason);
  expect(await request).toBe(reason);
});

it('does not send a request whose signal was aborted before', async () => {
  openBrowser();
  const api = new ScriptedApi();
  const client = tab(api);
  const signal = AbortSignal.abort(new Error('never mind'));
  await expect(client.fetch('/tasks/1', { signal })).rejects.toThrow('never mind');
  await expect(client.tasks.list({}, { signal })).rejects.toThrow('never mind');
});
