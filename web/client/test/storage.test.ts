// Storage may be corrupt, full, forbidden or somebody else's. The client goes on.
import { describe, expect, it, vi } from 'vitest';
import { createClient } from '../src/index.js';
import { ScriptedApi } from './support/api.js';
import { openBrowser } from './support/browser.js';
import { ADA, memoryStorage, quiet, signedIn, tab, until, untilStatus } from './support/clients.js';
import { pass, stopTime } from './support/time.js';

const KEY = 'todo-lambda-client:local:https://api.example/api/v1';
const MARK = 'todo-lambda-client:cookie:https://api.example/api/v1';

describe.each([
  '',
  'null',
  '17',
  '"text"',
  '[]',
  '{}',
  '{"access_token": "a"}',
  '{"access_token": 1, "refresh_token": 2}',
  '{"access_token": null, "refresh_token": "r"}',
  '{"access_token": "a.b.c", "refresh_to',
  '\u0000\uffff',
])('local storage that holds %j', (text) => {
  it('counts as signed out, and a login replaces it', async () => {
    const browser = openBrowser();
    const api = new ScriptedApi();
    browser.stored.set(KEY, text);
    const client = tab(api, { storage: 'local' });
    expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'none' });
    await client.logIn(ADA);
    expect((await client.account.get()).id).toBe('ada');
    expect(JSON.parse(browser.stored.get(KEY) ?? '')).toMatchObject({ refresh_token: 'refresh.session-1.0' });
  });
});

it.each(['', 'null', 'NaN x', '{}', '-5', '99999999999999999999 x', '\u0000'])(
  'is not misled by the mark %j of cookie mode',
  async (text) => {
    const browser = openBrowser();
    const api = new ScriptedApi();
    browser.stored.set(MARK, text);
    api.cookie = api.issue().refresh_token;
    const client = tab(api);
    await untilStatus(client, 'signed-in');
    expect(api.sent('POST /refresh')).toHaveLength(1);
    await client.logOut();
    expect(browser.stored.has(MARK)).toBe(false);
  },
);

describe.each(['cookie', 'local'] as const)('with storage %s', (storage) => {
  it.each([[['getItem', 'setItem', 'removeItem']], [['setItem']], [['getItem']]] as const)(
    'works for the life of the page when %j throw',
    async (methods) => {
      const browser = openBrowser();
      browser.forbidStorage(...methods);
      const api = new ScriptedApi();
      const client = tab(api, { storage });
      await untilStatus(client, 'signed-out');
      await client.logIn(ADA);
      api.expireAccessTokens();
      expect((await client.fetch('/tasks/1')).status).toBe(200);
      api.expireAccessTokens();
      expect((await client.fetch('/tasks/1')).status).toBe(200);
      await client.logOut();
      expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'logged-out' });
      expect(api.activeSessions()).toBe(0);
    },
  );

  it('works where the page may not even name localStorage', async () => {
    openBrowser();
    vi.stubGlobal('localStorage', undefined);
    const api = new ScriptedApi();
    const client = await signedIn(api, { storage });
    api.expireAccessTokens();
    expect((await client.fetch('/tasks/1')).status).toBe(200);
  });
});

it('does not leave an old token in a storage that has become full', async () => {
  const browser = openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api, { storage: 'local' });
  browser.forbidStorage('setItem');
  api.expireAccessTokens();
  await client.fetch('/tasks/1');
  expect(browser.stored.has(KEY)).toBe(false);
  expect(client.session.get().status).toBe('signed-in');
  api.expireAccessTokens();
  expect((await client.fetch('/tasks/1')).status).toBe(200);
});

it('does not refresh again and again when the storage of cookie mode is forbidden', async () => {
  stopTime();
  const browser = openBrowser();
  browser.forbidStorage('getItem', 'setItem', 'removeItem');
  const api = new ScriptedApi();
  await signedIn(api);
  for (let event = 0; event < 5; event++) browser.dispatch('focus');
  await pass(600);
  expect(api.sent('POST /refresh')).toHaveLength(0);
});

describe('a storage of the caller\u2019s', () => {
  it('keeps the tokens', async () => {
    const api = new ScriptedApi();
    const storage = memoryStorage();
    await signedIn(api, { storage });
    const later = tab(api, { storage });
    expect(later.session.get()).toEqual({ status: 'signed-in', userId: 'ada' });
    await later.logOut();
    expect(storage.text).toBeNull();
  });

  it('may throw', async () => {
    const api = new ScriptedApi();
    const fail = (): never => {
      throw new Error('the disk is full');
    };
    const client = await signedIn(api, { storage: { read: fail, write: fail, clear: fail } });
    api.expireAccessTokens();
    expect((await client.fetch('/tasks/1')).status).toBe(200);
  });

  it('tells of changes until the client is disposed', async () => {
    const api = new ScriptedApi();
    const listeners = new Set<() => void>();
    const storage = Object.assign(memoryStorage(), {
      subscribe(listener: () => void) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    });
    const client = tab(api, { storage });
    expect(client.session.get().status).toBe('signed-out');
    storage.text = JSON.stringify({ ...api.issue('bob'), stored_at: Date.now() });
    for (const listener of listeners) listener();
    await until(() => expect(client.session.get()).toEqual({ status: 'signed-in', userId: 'bob' }));
    storage.text = null;
    for (const listener of listeners) listener();
    expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'logged-out' });
    client.dispose();
    expect(listeners.size).toBe(0);
  });

  it('is never shared with other clients of the same process', async () => {
    stopTime();
    openBrowser();
    const api = new ScriptedApi();
    const ada = await signedIn(api, { storage: memoryStorage() });
    const nobody = tab(api, { storage: memoryStorage() });
    expect(nobody.session.get().status).toBe('signed-out');
    const bob = quiet(api, { storage: memoryStorage() });
    await bob.logIn({ email: 'bob@example.com', password: 'ten loud ospreys' });
    await pass(1);
    expect(ada.session.get()).toEqual({ status: 'signed-in', userId: 'ada' });
    await bob.logOut();
    await pass(1);
    expect(ada.session.get()).toEqual({ status: 'signed-in', userId: 'ada' });
  });
});

it('never writes a token of cookie mode anywhere', async () => {
  const browser = openBrowser();
  const api = new ScriptedApi();
  const client = createClient({ baseUrl: api.baseUrl, fetch: api.fetch });
  await client.logIn(ADA);
  const token = await client.accessToken(`${api.baseUrl}/`);
  const stored = JSON.stringify([...browser.stored]);
  expect(stored).not.toContain(token);
  expect(stored).not.toContain('refresh.');
  client.dispose();
});
