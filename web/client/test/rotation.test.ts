// In cookie mode, the client asks for a new refresh token about once a day.
import { expect, it } from 'vitest';
import { offline } from './support/answers.js';
import { ScriptedApi } from './support/api.js';
import { openBrowser } from './support/browser.js';
import { signedIn, tab } from './support/clients.js';
import { pass, sleep, stopTime } from './support/time.js';

const HOUR = 3600;
const bodies = (api: ScriptedApi) => api.sent('POST /refresh').map(({ body }) => body);
const rotations = (api: ScriptedApi) => bodies(api).filter((body) => body === ROTATION);
const ROTATION = '{"optional":true,"rotate":true}';
const PLAIN = '{"optional":true,"rotate":false}';

it('rotates once a day, and not in between', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  await signedIn(api);
  await pass(23.9 * HOUR);
  expect(new Set(bodies(api))).toEqual(new Set([PLAIN]));
  await pass(0.5 * HOUR);
  expect(rotations(api)).toHaveLength(1);
  expect(api.sent('POST /refresh').at(-1)?.withCookie).toBe(true);
  await pass(23 * HOUR);
  expect(rotations(api)).toHaveLength(1);
});

it('rotates when the page is opened again after a day', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  client.dispose();
  sleep(30 * HOUR);
  const reloaded = tab(api);
  await pass(1);
  expect(bodies(api)).toEqual([ROTATION]);
  expect(reloaded.session.get().status).toBe('signed-in');
});

it('rotates in one of ten tabs only', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  client.dispose();
  sleep(30 * HOUR);
  Array.from({ length: 10 }, () => tab(api));
  await pass(5);
  expect(bodies(api)).toEqual([ROTATION]);
});

it('does not rotate at the first refresh of a page that knows nothing, because there may be no cookie', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  tab(api);
  await pass(1);
  expect(bodies(api)).toEqual([PLAIN]);
});

it('rotates later when the rotation failed', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  client.dispose();
  sleep(30 * HOUR);
  api.next('POST /refresh', offline);
  tab(api);
  await pass(5);
  expect(bodies(api)).toEqual([ROTATION, ROTATION]);
});

it('rotates once, and no more, after the clock was set back', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  client.dispose();
  sleep(-1000 * HOUR);
  tab(api);
  await pass(2 * HOUR);
  expect(rotations(api)).toHaveLength(1);
});

it('does not rotate while another tab holds the lock for too long', async () => {
  stopTime();
  const browser = openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  client.dispose();
  sleep(30 * HOUR);
  const release = browser.locks.block('todo-lambda-client:cookie:https://api.example/api/v1');
  tab(api);
  await pass(6);
  expect(bodies(api)).toEqual([PLAIN]);
  release();
  await pass(900);
  expect(bodies(api).at(-1)).toBe(ROTATION);
});

it('rotates where there are no Web Locks', async () => {
  stopTime();
  openBrowser({ locks: true });
  const api = new ScriptedApi();
  const client = await signedIn(api);
  client.dispose();
  sleep(30 * HOUR);
  tab(api);
  await pass(1);
  expect(bodies(api)).toEqual([ROTATION]);
});

it('shows the login after a rotation without a cookie', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  client.dispose();
  api.cookie = undefined;
  sleep(30 * HOUR);
  const reloaded = tab(api);
  await pass(1);
  expect(reloaded.session.get()).toEqual({ status: 'signed-out', reason: 'ended' });
});
