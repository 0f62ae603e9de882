// Tabs that share their tokens in local storage: whoever is later takes what is newer.
import { expect, it } from 'vitest';
import { held } from './support/answers.js';
import { ScriptedApi } from './support/api.js';
import { openBrowser } from './support/browser.js';
import { signedIn } from './support/clients.js';

const KEY = 'todo-lambda-client:local:https://api.example/api/v1';

it('takes another tab\u2019s newer tokens from the storage instead of refreshing', async () => {
  const browser = openBrowser({ channels: true });
  const api = new ScriptedApi();
  const client = await signedIn(api, { storage: 'local' });
  api.expireAccessTokens();
  const newer = api.issue();
  browser.stored.set(KEY, JSON.stringify({ ...newer, stored_at: Date.now() }));
  expect((await client.fetch('/tasks/1')).status).toBe(200);
  expect(api.sent('POST /refresh')).toHaveLength(0);
});

it('refreshes once more if another tab\u2019s token is no better', async () => {
  const browser = openBrowser({ channels: true });
  const api = new ScriptedApi();
  const client = await signedIn(api, { storage: 'local' });
  const newer = api.issue();
  api.expireAccessTokens();
  browser.stored.set(KEY, JSON.stringify({ ...newer, stored_at: Date.now() }));
  expect((await client.fetch('/tasks/1')).status).toBe(200);
  expect(api.sent('POST /refresh')).toHaveLength(1);
  expect(api.sent('GET /tasks/1')).toHaveLength(3);
});

it('stores a successor only if the storage still holds the token that it sent', async () => {
  const browser = openBrowser({ channels: true });
  const api = new ScriptedApi();
  const client = await signedIn(api, { storage: 'local' });
  api.expireAccessTokens();
  const late = held();
  api.next('POST /refresh', late.behaviour);
  const request = client.fetch('/tasks/1');
  await late.arrived;
  const newer = JSON.stringify({ ...api.issue('bob'), stored_at: Date.now() });
  browser.stored.set(KEY, newer);
  late.release();
  await request;
  expect(browser.stored.get(KEY)).toBe(newer);
  expect(client.session.get()).toEqual({ status: 'signed-in', userId: 'bob' });
});

it('does not store a successor after another tab has logged out', async () => {
  const browser = openBrowser({ channels: true });
  const api = new ScriptedApi();
  const client = await signedIn(api, { storage: 'local' });
  api.expireAccessTokens();
  const late = held();
  api.next('POST /refresh', late.behaviour);
  const request = client.fetch('/tasks/1');
  await late.arrived;
  browser.stored.delete(KEY);
  late.release();
  expect((await request).status).toBe(401);
  expect(browser.stored.has(KEY)).toBe(false);
  expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'logged-out' });
});

it('keeps another tab\u2019s tokens when its own refresh is refused', async () => {
  const browser = openBrowser({ channels: true });
  const api = new ScriptedApi();
  const client = await signedIn(api, { storage: 'local' });
  api.endSessions();
  const late = held();
  api.next('POST /refresh', late.behaviour);
  const request = client.fetch('/tasks/1');
  await late.arrived;
  browser.stored.set(KEY, JSON.stringify({ ...api.issue(), stored_at: Date.now() }));
  late.release();
  expect((await request).status).toBe(200);
  expect(browser.stored.has(KEY)).toBe(true);
});
