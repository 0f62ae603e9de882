// Only a 401 from the API ends a session. Everything else is waited out, politely.
import { describe, expect, it } from 'vitest';
import { answerLost, json, offline, refuses } from './support/answers.js';
import { ScriptedApi, type Behaviour } from './support/api.js';
import { openBrowser } from './support/browser.js';
import { quiet, signedIn, statesOf, tab } from './support/clients.js';
import { pass, stopTime } from './support/time.js';

const captivePortal: Behaviour = () => new Response('<html>Welcome to the hotel</html>');

describe.each([
  ['no connection', offline],
  ['a 500', refuses(500)],
  ['a 502', refuses(502)],
  ['a 503', refuses(503, { 'retry-after': '1' })],
  ['a 429', refuses(429, { 'retry-after': '1' })],
  ['a 403', refuses(403)],
  ['a 404', refuses(404)],
  ['the page of a captive portal', captivePortal],
  ['JSON that is not the API\u2019s', () => json(200, null)],
])('%s', (_name, failure) => {
  it.each(['cookie', 'local'] as const)('keeps the session, and the next refresh goes on (%s)', async (storage) => {
    stopTime();
    openBrowser();
    const api = new ScriptedApi();
    const client = await signedIn(api, { storage });
    const states = statesOf(client);
    api.expireAccessTokens();
    api.always('POST /refresh', failure);
    const refused = client.fetch('/tasks/1').catch((error: unknown) => error);
    await pass(10);
    expect(await refused).toBeInstanceOf(Error);
    api.always('POST /refresh', undefined);
    await pass(120);
    expect((await client.fetch('/tasks/1')).status).toBe(200);
    expect(states).toEqual([]);
  });
});

it('keeps the session in local storage when the refresh is called invalid, because only a 401 ends it', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api, { storage: 'local' });
  api.expireAccessTokens();
  api.next('POST /refresh', refuses(422));
  const refused = client.fetch('/tasks/1');
  await pass(10);
  expect((await refused).status).toBe(200);
});

it('repeats a refresh whose answer was lost, without the page noticing', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api, { storage: 'local' });
  api.expireAccessTokens();
  api.next('POST /refresh', answerLost);
  const request = client.fetch('/tasks/1');
  await pass(3);
  expect((await request).status).toBe(200);
  expect(api.sent('POST /refresh').map(({ body }) => body)).toEqual(Array(2).fill(api.sent('POST /refresh')[0]?.body));
});

it('does not call again before the time in Retry-After, whoever asks', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  api.expireAccessTokens();
  api.next('POST /refresh', refuses(503, { 'retry-after': '20' }));
  await expect(client.fetch('/tasks/1')).rejects.toMatchObject({ status: 503 });
  for (let second = 1; second < 20; second++) {
    await pass(1);
    await expect(client.fetch('/tasks/1')).rejects.toMatchObject({ status: 503 });
  }
  expect(api.sent('POST /refresh')).toHaveLength(1);
  await pass(15);
  expect((await client.fetch('/tasks/1')).status).toBe(200);
  expect(api.sent('POST /refresh')).toHaveLength(2);
});

it('waits no longer than fifteen minutes, however long it is asked to', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  api.expireAccessTokens();
  api.next('POST /refresh', refuses(429, { 'retry-after': '99999999' }));
  await expect(client.fetch('/tasks/1')).rejects.toMatchObject({ status: 429 });
  await pass(900);
  expect((await client.fetch('/tasks/1')).status).toBe(200);
});

it('calls less and less often while there is no connection, and at least every 90 seconds', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  const times: number[] = [];
  api.always('POST /refresh', (request, answer) => {
    times.push(performance.now());
    return offline(request, answer);
  });
  const client = tab(api);
  await pass(600);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(gaps[0]).toBeLessThan(1000);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(91_000);
  expect(times.length).toBeGreaterThan(10);
  expect(times.length).toBeLessThan(22);
  expect(client.session.get()).toMatchObject({ status: 'loading', error: { name: 'NetworkError' } });
});

it('waits differently in each tab, so that tabs do not return all at once', async () => {
  stopTime();
  const delays = new Set<number>();
  for (let index = 0; index < 8; index++) {
    openBrowser();
    const api = new ScriptedApi();
    const times: number[] = [];
    api.always('POST /refresh', (request, answer) => {
      times.push(performance.now());
      return offline(request, answer);
    });
    tab(api);
    await pass(2);
    delays.add((times[1] ?? 0) - (times[0] ?? 0));
  }
  expect(delays.size).toBeGreaterThan(4);
});

it('tries at once when the browser is online again', async () => {
  stopTime();
  const browser = openBrowser();
  const api = new ScriptedApi();
  api.cookie = api.issue().refresh_token;
  api.always('POST /refresh', offline);
  const client = tab(api);
  await pass(100);
  api.always('POST /refresh', undefined);
  browser.dispatch('online');
  await pass(0);
  expect(client.session.get()).toEqual({ status: 'signed-in', userId: 'ada' });
});

it('tries again for a request while there is no connection, because only the API can ask to wait', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  api.expireAccessTokens();
  api.always('POST /refresh', offline);
  const refused = client.fetch('/tasks/1').catch((error: unknown) => error);
  await pass(4);
  expect(await refused).toMatchObject({ name: 'NetworkError' });
  api.always('POST /refresh', undefined);
  expect((await client.fetch('/tasks/1')).status).toBe(200);
});

it('uses a token that is about to expire when it cannot be renewed', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  api.always('POST /refresh', offline);
  await pass(895);
  const request = client.fetch('/tasks/1');
  await pass(4);
  expect((await request).status).toBe(200);
});

it('ends a cookie session whose cookie is gone, whichever way the API says so', async () => {
  for (const status of [204, 400, 401, 415, 422]) {
    openBrowser();
    const api = new ScriptedApi();
    const client = await signedIn(api);
    api.expireAccessTokens();
    api.next('POST /refresh', status === 204 ? () => new Response(null, { status }) : refuses(status));
    expect((await client.fetch('/tasks/1')).status).toBe(401);
    expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'ended' });
  }
});

it('fails a request while nothing is known yet and the API cannot be reached', async () => {
  stopTime();
  openBrowser();
  const api = new ScriptedApi();
  api.always('POST /refresh', offline);
  const request = quiet(api)
    .fetch('/tasks/1')
    .catch((error: unknown) => error);
  await pass(4);
  expect(await request).toMatchObject({ name: 'NetworkError' });
  expect(api.sent('GET /tasks/1')).toHaveLength(0);
});
