// Tokens are renewed before they expire, by how long they live and not by the time of day.
import { expect, it, vi } from 'vitest';
import { ScriptedApi } from './support/api.js';
import { openBrowser } from './support/browser.js';
import { signedIn } from './support/clients.js';
import { pass, sleep, stopTime } from './support/time.js';

it('refreshes shortly before the token expires, without a request that needs it', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  await signedIn(api);
  await pass(900 - 91);
  expect(api.sent('POST /refresh')).toHaveLength(0);
  await pass(32);
  expect(api.sent('POST /refresh')).toHaveLength(1);
  await pass(900);
  expect(api.sent('POST /refresh')).toHaveLength(2);
});

it('never sends a token that has expired', async () => {
  stopTime();
  const browser = openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  browser.setVisible(false);
  await pass(950);
  api.expireAccessTokens();
  await client.fetch('/tasks/1');
  expect(api.sent('GET /tasks/1')).toHaveLength(1);
  expect(api.sent('POST /refresh')).toHaveLength(1);
});

it.each([
  ['years behind', '1999-01-01T00:00:00Z'],
  ['years ahead', '2060-01-01T00:00:00Z'],
])('is not misled by a clock that is %s', async (_name, date) => {
  stopTime();
  vi.setSystemTime(new Date(date));
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api, { storage: 'local' });
  await pass(600);
  await client.fetch('/tasks/1');
  expect(api.sent('POST /refresh')).toHaveLength(0);
  await pass(280);
  expect(api.sent('POST /refresh')).toHaveLength(1);
});

it('makes one refresh, and no more, after the clock was set forward', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  sleep(86_400);
  await client.fetch('/tasks/1');
  await client.fetch('/tasks/1');
  await pass(60);
  expect(api.sent('POST /refresh')).toHaveLength(1);
});

it('does not refresh after the clock was set back', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api, { storage: 'local' });
  sleep(-86_400);
  await client.fetch('/tasks/1');
  await pass(60);
  expect(api.sent('POST /refresh')).toHaveLength(0);
});

it('refreshes in time although the clock was set back', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  await signedIn(api);
  sleep(-86_400);
  await pass(880);
  expect(api.sent('POST /refresh')).toHaveLength(1);
});

it.each(['focus', 'online', 'pageshow', 'visibilitychange'])(
  'refreshes at the event %s after a sleep, in which the monotonic clock stood still',
  async (event) => {
    stopTime();
    const browser = openBrowser();
    const api = new ScriptedApi();
    await signedIn(api);
    sleep(3600);
    browser.dispatch(event);
    await pass(0);
    expect(api.sent('POST /refresh')).toHaveLength(1);
  },
);

it('notices a sleep within half a minute even if no event tells of it', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  await signedIn(api);
  await pass(100);
  sleep(3600);
  await pass(31);
  expect(api.sent('POST /refresh')).toHaveLength(1);
});

it('does not refresh while the page is hidden, and does when it is seen again', async () => {
  stopTime();
  const browser = openBrowser();
  const api = new ScriptedApi();
  await signedIn(api);
  browser.setVisible(false);
  await pass(3600);
  expect(api.sent('POST /refresh')).toHaveLength(0);
  browser.setVisible(true);
  await pass(0);
  expect(api.sent('POST /refresh')).toHaveLength(1);
});

it('does not flood the API when tokens live for no time at all', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  api.lifetime = 1;
  await signedIn(api);
  await pass(20);
  expect(api.sent('POST /refresh').length).toBeLessThanOrEqual(20);
});

it('corrects itself by a 401 when the API\u2019s tokens live shorter than it says', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  await pass(60);
  api.expireAccessTokens();
  expect((await client.fetch('/tasks/1')).status).toBe(200);
});
