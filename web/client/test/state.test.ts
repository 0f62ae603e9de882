// What a page sees: it starts as loading, hears of changes only, and need not flicker.
import { describe, expect, it, vi } from 'vitest';
import { offline, refuses } from './support/answers.js';
import { ScriptedApi } from './support/api.js';
import { openBrowser } from './support/browser.js';
import { ADA, BOB, quiet, signedIn, statesOf, tab, untilStatus } from './support/clients.js';
import { pass, stopTime } from './support/time.js';

it('starts as loading, and asks the API in a way that is no error without a cookie', async () => {
  openBrowser();
  const api = new ScriptedApi();
  api.cookie = api.issue().refresh_token;
  const client = tab(api);
  expect(client.session.get()).toEqual({ status: 'loading' });
  await untilStatus(client, 'signed-in');
  expect(client.session.get()).toEqual({ status: 'signed-in', userId: 'ada' });
  expect(api.requests).toHaveLength(1);
  const body = '{"optional":true,"rotate":false}';
  expect(api.requests[0]).toMatchObject({ method: 'POST', path: '/refresh', body, withCookie: true });
});

it.each([false, true])('is signed out without a cookie, for no particular reason (older API: %s)', async (isOld) => {
  openBrowser();
  const api = new ScriptedApi();
  api.isOld = isOld;
  const client = tab(api);
  await untilStatus(client, 'signed-out');
  expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'none' });
});

it('says after a reload that a session was ended meanwhile', async () => {
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  client.dispose();
  api.endSessions();
  const reloaded = tab(api);
  await untilStatus(reloaded, 'signed-out');
  expect(reloaded.session.get()).toEqual({ status: 'signed-out', reason: 'ended' });
  reloaded.dispose();
  const again = tab(api);
  await untilStatus(again, 'signed-out');
  expect(again.session.get()).toEqual({ status: 'signed-out', reason: 'none' });
});

it('knows a session in local storage at once, and calls nothing', () => {
  openBrowser();
  const api = new ScriptedApi();
  const stored = JSON.stringify({ ...api.issue(), stored_at: Date.now() });
  localStorage.setItem('todo-lambda-client:local:https://api.example/api/v1', stored);
  const client = tab(api, { storage: 'local' });
  expect(client.session.get()).toEqual({ status: 'signed-in', userId: 'ada' });
  expect(api.requests).toHaveLength(0);
});

it('stays loading with the reason while the API cannot be reached, and never flashes the login', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  api.cookie = api.issue().refresh_token;
  api.always('POST /refresh', offline);
  const client = quiet(api);
  const states = statesOf(client);
  await pass(30);
  expect(states).toEqual([{ status: 'loading', error: expect.objectContaining({ name: 'NetworkError' }) as unknown }]);
  api.always('POST /refresh', refuses(503));
  await pass(60);
  expect(states.at(-1)).toMatchObject({ status: 'loading', error: { name: 'ApiError', status: 503 } });
  api.always('POST /refresh', undefined);
  await pass(120);
  expect(states).toHaveLength(3);
  expect(states[2]).toEqual({ status: 'signed-in', userId: 'ada' });
});

it('emits only on change', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  const states = statesOf(client);
  const state = client.session.get();
  for (let hour = 0; hour < 5; hour++) await pass(3600);
  await client.logIn(ADA);
  await client.account.changePassword({ current_password: ADA.password, new_password: 'six calm cranes' });
  expect(api.sent('POST /refresh').length).toBeGreaterThan(15);
  expect(states).toEqual([]);
  expect(client.session.get()).toBe(state);
  await client.logIn(BOB);
  expect(states).toEqual([{ status: 'signed-in', userId: 'bob' }]);
});

it('does not call a listener that has unsubscribed', async () => {
  openBrowser();
  const client = await signedIn(new ScriptedApi());
  const listener = vi.fn();
  const unsubscribe = client.session.subscribe(listener);
  unsubscribe();
  await client.logOut();
  expect(listener).not.toHaveBeenCalled();
});

it('is not disturbed by a listener that throws', async () => {
  openBrowser();
  const api = new ScriptedApi();
  const client = quiet(api);
  const reported: unknown[] = [];
  const report = (error: unknown) => reported.push(error);
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException').on('uncaughtException', report);
  const broken = new Error('a bug of the page');
  client.session.subscribe(() => {
    throw broken;
  });
  const states = statesOf(client);
  await client.logIn(ADA);
  expect((await client.account.get()).id).toBe('ada');
  await vi.waitFor(() => expect(reported).toContain(broken));
  process.removeAllListeners('uncaughtException');
  for (const other of others) process.on('uncaughtException', other);
  expect(states.at(-1)).toEqual({ status: 'signed-in', userId: 'ada' });
});

describe('the user id', () => {
  it('is the access token\u2019s subject, whatever else the token says', async () => {
    openBrowser();
    const client = await signedIn(new ScriptedApi());
    expect(client.session.get()).toEqual({ status: 'signed-in', userId: 'ada' });
  });

  it('is empty when the token is no JWT, and the client works', async () => {
    openBrowser();
    const api = new ScriptedApi();
    const client = quiet(api);
    api.next('POST /login', () => Response.json({ access_token: 'opaque', expires_in: 900 }));
    await client.logIn(ADA);
    expect(client.session.get()).toEqual({ status: 'signed-in', userId: '' });
    expect((await client.fetch('/tasks/1')).status).toBe(401);
  });
});
