// What tabs tell each other may come late, twice or in the wrong order.
import { expect, it, vi } from 'vitest';
import { held } from './support/answers.js';
import { ScriptedApi } from './support/api.js';
import { openBrowser } from './support/browser.js';
import { signedIn, until } from './support/clients.js';
import { pass, stopTime } from './support/time.js';

it('ignores a late token of a session that has ended', async () => {
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  const old = api.requests;
  const token = await client.accessToken(`${api.baseUrl}/`);
  await client.logOut();
  const channel = new BroadcastChannel('todo-lambda-client:cookie:https://api.example/api/v1');
  channel.postMessage({ kind: 'token', token, lifetime: 900_000, age: 0 });
  channel.postMessage({ kind: 'ask' });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'logged-out' });
  expect(old.length).toBeGreaterThan(0);
});

it('keeps the newer of two tokens of one session', async () => {
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  const older = await client.accessToken(`${api.baseUrl}/`);
  api.expireAccessTokens();
  await client.fetch('/tasks/1');
  const channel = new BroadcastChannel('todo-lambda-client:cookie:https://api.example/api/v1');
  channel.postMessage({ kind: 'token', token: older, lifetime: 900_000, age: 1000 });
  const answered = vi.fn();
  channel.onmessage = answered;
  channel.postMessage({ kind: 'ask' });
  await until(() => expect(answered).toHaveBeenCalled());
  expect(await client.accessToken(`${api.baseUrl}/`)).not.toBe(older);
});

it('ignores that another session has ended', async () => {
  stopTime();
  openBrowser();
  const client = await signedIn(new ScriptedApi());
  const channel = new BroadcastChannel('todo-lambda-client:cookie:https://api.example/api/v1');
  channel.postMessage({ kind: 'out', reason: 'ended', sessionId: 'an older one' });
  await pass(1);
  expect(client.session.get().status).toBe('signed-in');
});

it('does not take its own rejected token from another tab', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  const token = await client.accessToken(`${api.baseUrl}/`);
  await pass(5);
  api.expireAccessTokens();
  const slow = held();
  api.next('POST /refresh', slow.behaviour);
  const request = client.fetch('/tasks/1');
  await slow.arrived;
  const channel = new BroadcastChannel('todo-lambda-client:cookie:https://api.example/api/v1');
  channel.postMessage({ kind: 'token', token, lifetime: 900_000, age: 0 });
  await pass(1);
  slow.release();
  expect((await request).status).toBe(200);
});

it('works where the browser refuses a channel', async () => {
  openBrowser();
  vi.stubGlobal('BroadcastChannel', function refuse() {
    throw new DOMException('The operation is insecure', 'SecurityError');
  });
  const client = await signedIn(new ScriptedApi());
  expect((await client.fetch('/tasks/1')).status).toBe(200);
});

it('clients of two APIs on one origin have nothing in common', async () => {
  openBrowser();
  const api = new ScriptedApi();
  const other = new ScriptedApi();
  const client = await signedIn(api);
  const stranger = await signedIn(other, {
    baseUrl: 'https://api.example/other/v1',
    fetch: (url, init) => other.fetch((url as URL).href.replace('/other/', '/api/'), init),
  });
  await client.logOut();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(stranger.session.get().status).toBe('signed-in');
});
