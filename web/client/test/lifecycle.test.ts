// A client can be disposed of, started again, and used on a server.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { expect, it, vi } from 'vitest';
import { neverAnswers } from './support/answers.js';
import { ScriptedApi } from './support/api.js';
import { openBrowser } from './support/browser.js';
import { ADA, memoryStorage, quiet, signedIn, tab, untilStatus } from './support/clients.js';
import { pass, stopTime } from './support/time.js';

it('does nothing until it is used', async () => {
  stopTime();
  const browser = openBrowser();
  const api = new ScriptedApi();
  const client = quiet(api);
  expect(client.session.get()).toEqual({ status: 'loading' });
  await pass(3600);
  expect(api.requests).toHaveLength(0);
  expect(browser.listeners()).toBe(0);
  expect(browser.channels()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

it.each(['cookie', 'local'] as const)('leaves nothing behind when it is disposed (%s)', async (storage) => {
  stopTime();
  const browser = openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api, { storage });
  // The time limit of the login is over.
  await pass(31);
  expect(browser.listeners()).toBeGreaterThan(0);
  expect(browser.channels()).toBe(1);
  expect(vi.getTimerCount()).toBe(1);
  const listener = vi.fn();
  client.session.subscribe(listener);
  client.dispose();
  expect(browser.listeners()).toBe(0);
  expect(browser.channels()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  await pass(3600);
  browser.dispatch('focus');
  expect(api.requests).toHaveLength(0);
  expect(listener).not.toHaveBeenCalled();
});

it('leaves nothing behind when it is disposed while a refresh is on the way or waits for its next try', async () => {
  stopTime();
  const browser = openBrowser();
  const api = new ScriptedApi();
  for (const wait of [0, 0.1]) {
    if (wait) api.next('POST /refresh', () => Promise.reject(new TypeError('fetch failed')));
    else api.next('POST /refresh', neverAnswers);
    const client = tab(api);
    await pass(wait);
    client.dispose();
    await pass(11);
    expect(vi.getTimerCount()).toBe(0);
    expect(browser.listeners()).toBe(0);
  }
  expect(api.sent('POST /refresh')).toHaveLength(2);
});

it('starts again when it is used again, as React\u2019s Strict Mode does with effects', async () => {
  const browser = openBrowser();
  const api = new ScriptedApi();
  api.cookie = api.issue().refresh_token;
  const client = tab(api);
  client.dispose();
  client.session.subscribe(() => undefined);
  await untilStatus(client, 'signed-in');
  expect(browser.channels()).toBe(1);
  api.expireAccessTokens();
  expect((await client.fetch('/tasks/1')).status).toBe(200);
});

it('lets a request that waited for a token end when it is disposed', async () => {
  openBrowser();
  const api = new ScriptedApi();
  api.next('POST /refresh', neverAnswers);
  const client = quiet(api);
  const request = client.fetch('/tasks/1');
  client.dispose();
  expect((await request).status).toBe(401);
});

it('works twice on one page', async () => {
  openBrowser();
  const api = new ScriptedApi();
  const [first, second] = [tab(api), tab(api)];
  await untilStatus(second, 'signed-out');
  await first.logIn(ADA);
  await untilStatus(second, 'signed-in');
  first.dispose();
  api.expireAccessTokens();
  expect((await second.fetch('/tasks/1')).status).toBe(200);
});

it('creates no channel and shares nothing on a server', async () => {
  const opened = vi.fn();
  vi.stubGlobal('BroadcastChannel', opened);
  const api = new ScriptedApi();
  const ada = await signedIn(api, { storage: 'local' });
  const nobody = tab(api, { storage: 'local' });
  expect(opened).not.toHaveBeenCalled();
  expect(nobody.session.get()).toEqual({ status: 'signed-out', reason: 'none' });
  expect(ada.session.get()).toEqual({ status: 'signed-in', userId: 'ada' });
});

it('may be created on a server with a relative base URL, which only requests need to resolve', async () => {
  const api = new ScriptedApi();
  const client = quiet(api, { baseUrl: '/api/v1', storage: memoryStorage() });
  expect(client.session.get()).toEqual({ status: 'loading' });
  await expect(client.fetch('/tasks/')).rejects.toBeInstanceOf(TypeError);
});

it('does not keep a Node process alive, whatever it waits for', async () => {
  const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'client-'));
  const file = join(folder, 'client.mjs');
  await build({ input: entry, output: { file }, logLevel: 'silent' });
  const program = `
    import { createClient } from ${JSON.stringify(file)};
    const tokens = JSON.stringify({ access_token: 'a.e30.b', refresh_token: 'r', expires_in: 900, stored_at: Date.now() });
    const client = createClient({
      baseUrl: 'http://127.0.0.1:9/api/v1',
      storage: { read: () => tokens, write() {}, clear() {} },
      fetch: () => Promise.reject(new TypeError('offline')),
    });
    client.session.subscribe(() => {});
    await client.fetch('/tasks/').catch(() => {});
    await client.logOut();
    console.log(client.session.get().status);
  `;
  const node = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed, [code]] = await Promise.all([text(node.stdout), once(node, 'exit') as Promise<[number]>]);
  await rm(folder, { recursive: true });
  expect({ printed, code }).toEqual({ printed: 'signed-out\n', code: 0 });
}, 20_000);
