// A logout counts at once. What was on the way no longer matters, and the API is told as soon as it can be.
import { describe, expect, it } from 'vitest';
import { held, offline, refuses } from './support/answers.js';
import { ScriptedApi } from './support/api.js';
import { openBrowser } from './support/browser.js';
import { ADA, BOB, memoryStorage, quiet, signedIn, statesOf, tab, untilStatus } from './support/clients.js';
import { pass, stopTime } from './support/time.js';

const OUT = { status: 'signed-out', reason: 'logged-out' };

describe.each(['cookie', 'local'] as const)('with storage %s', (storage) => {
  it('discards a refresh that finishes after the logout', async () => {
    const browser = openBrowser();
    const api = new ScriptedApi();
    const client = await signedIn(api, { storage });
    api.expireAccessTokens();
    const late = held();
    api.next('POST /refresh', late.behaviour);
    const request = client.fetch('/tasks/1');
    await late.arrived;
    const logout = client.logOut();
    expect(client.session.get()).toEqual(OUT);
    late.release();
    await logout;
    expect((await request).status).toBe(401);
    expect(client.session.get()).toEqual(OUT);
    expect([...browser.stored.values()]).toEqual([]);
    expect(api.activeSessions()).toBe(0);
  });

  it('is signed out at once while offline, and tells the API when there is a connection again', async () => {
    stopTime();
    const browser = openBrowser();
    const api = new ScriptedApi();
    const client = await signedIn(api, { storage });
    api.always('POST /logout', offline);
    const logout = client.logOut();
    expect(client.session.get()).toEqual(OUT);
    await expect(logout).resolves.toBeUndefined();
    expect(api.activeSessions()).toBe(1);
    expect(JSON.stringify([...browser.stored])).not.toContain('refresh.');
    api.always('POST /logout', undefined);
    browser.dispatch('online');
    await pass(1);
    expect(api.activeSessions()).toBe(0);
    expect([...browser.stored.values()]).toEqual([]);
    await pass(600);
    expect(client.session.get()).toEqual(OUT);
  });

  it('tells the API later by itself, and waits longer each time', async () => {
    stopTime();
    openBrowser();
    const api = new ScriptedApi();
    const client = await signedIn(api, { storage });
    api.next('POST /logout', offline, refuses(503, { 'retry-after': '30' }), offline);
    await client.logOut();
    await pass(20);
    expect(api.sent('POST /logout')).toHaveLength(2);
    await pass(60);
    expect(api.activeSessions()).toBe(0);
    expect(api.sent('POST /logout')).toHaveLength(4);
  });

  it('can be followed by a login at once', async () => {
    openBrowser();
    const api = new ScriptedApi();
    const client = await signedIn(api, { storage });
    const logout = client.logOut();
    await client.logIn(BOB);
    await logout;
    expect(client.session.get()).toEqual({ status: 'signed-in', userId: 'bob' });
    expect((await client.account.get()).id).toBe('bob');
  });

  it('emits once, however often it is called', async () => {
    openBrowser();
    const api = new ScriptedApi();
    const client = await signedIn(api, { storage });
    const states = statesOf(client);
    await Promise.all([client.logOut(), client.logOut()]);
    await client.logOut();
    expect(states).toEqual([OUT]);
  });
});

it('does not sign a page in again that is reloaded while a logout is pending', async () => {
  stopTime();
  const browser = openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  api.always('POST /logout', offline);
  await client.logOut();
  client.dispose();

  const reloaded = tab(api);
  expect(reloaded.session.get()).toEqual(OUT);
  expect((await reloaded.fetch('/tasks/1')).status).toBe(401);
  expect(api.sent('POST /refresh')).toHaveLength(0);
  api.always('POST /logout', undefined);
  browser.dispatch('online');
  await pass(1);
  expect(api.activeSessions()).toBe(0);
  expect(api.cookie).toBeUndefined();
  reloaded.dispose();
  const later = tab(api);
  await pass(1);
  expect(later.session.get()).toEqual({ status: 'signed-out', reason: 'none' });
});

it('forgets a pending logout when somebody logs in, because the login ends the old session', async () => {
  stopTime();
  const browser = openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  api.always('POST /logout', offline);
  await client.logOut();
  const calls = api.sent('POST /logout').length;
  await client.logIn(BOB);
  api.always('POST /logout', undefined);
  browser.dispatch('online');
  await pass(100);
  expect(api.sent('POST /logout')).toHaveLength(calls);
  expect(client.session.get()).toEqual({ status: 'signed-in', userId: 'bob' });
  expect((await client.account.get()).id).toBe('bob');
});

it('waits for a refresh that is on the way in another tab, so that its late cookie does not stay', async () => {
  openBrowser({ channels: true });
  const api = new ScriptedApi();
  const client = await signedIn(api);
  const other = tab(api);
  await untilStatus(other, 'signed-in');
  api.expireAccessTokens();
  const late = held();
  api.next('POST /refresh', late.behaviour);
  const request = other.fetch('/tasks/1');
  await late.arrived;
  const logout = client.logOut();
  expect(client.session.get()).toEqual(OUT);
  expect(api.sent('POST /logout')).toHaveLength(0);
  late.release();
  await Promise.all([logout, request]);
  expect(api.cookie).toBeUndefined();
  expect(api.activeSessions()).toBe(0);
});

it('logs out a client that was never used before', async () => {
  openBrowser();
  const api = new ScriptedApi();
  const { refresh_token } = api.issue();
  api.cookie = refresh_token;
  const client = quiet(api);
  await client.logOut();
  expect(api.activeSessions()).toBe(0);
  expect(client.session.get()).toEqual(OUT);
  client.session.subscribe(() => undefined);
  expect(client.session.get()).toEqual(OUT);
});

it('sends the newest refresh token of the storage to the logout', async () => {
  const api = new ScriptedApi();
  const storage = memoryStorage();
  await signedIn(api, { storage });
  const later = quiet(api, { storage });
  await later.logOut();
  expect(storage.text).toBeNull();
  expect(api.activeSessions()).toBe(0);
});

it('keeps the session when a login fails', async () => {
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  const states = statesOf(client);
  await expect(client.logIn({ ...ADA, password: 'wrong' })).rejects.toMatchObject({
    status: 401,
    type: '/problems/wrong-credentials',
  });
  expect(states).toEqual([]);
  expect(api.sent('POST /refresh')).toHaveLength(0);
  expect((await client.account.get()).id).toBe('ada');
});

it('gives up its own refresh when somebody else logs in, so that the late cookie does not replace the new one', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  const other = tab(api);
  await pass(1);
  api.expireAccessTokens();
  const late = held();
  api.next('POST /refresh', late.behaviour);
  const request = client.fetch('/tasks/1');
  await late.arrived;
  const login = other.logIn(BOB);
  await pass(6);
  await login;
  await pass(1);
  late.release();
  expect((await request).status).toBe(401);
  const reloaded = tab(api);
  await pass(1);
  expect(reloaded.session.get()).toEqual({ status: 'signed-in', userId: 'bob' });
  expect(client.session.get()).toEqual({ status: 'signed-in', userId: 'bob' });
});
