// An access token goes to the API, and nowhere else.
import { describe, expect, it } from 'vitest';
import { ScriptedApi } from './support/api.js';
import { openBrowser } from './support/browser.js';
import { quiet, signedIn } from './support/clients.js';
import { serve } from './support/http.js';

const BASE = 'https://api.example/api/v1';

it.each([
  ['/tasks/', `${BASE}/tasks/`],
  ['tasks/', `${BASE}/tasks/`],
  ['/tasks/?limit=2&cursor=', `${BASE}/tasks/?limit=2&cursor=`],
  ['/tasks/../users/me', `${BASE}/users/me`],
  [`${BASE}/users/me`, `${BASE}/users/me`],
  [new URL(`${BASE}/users/me`), `${BASE}/users/me`],
])('sends a request for %s', async (path, url) => {
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  await client.fetch(path);
  expect(api.requests).toMatchObject([{ url }]);
  expect(api.requests[0]?.headers.get('authorization')).toMatch(/^Bearer ./);
});

describe.each([
  'https://evil.example/api/v1/tasks/',
  'https://api.example.evil.example/api/v1/tasks/',
  'https://api.example:444/api/v1/tasks/',
  'http://api.example/api/v1/tasks/',
  'https://user:password@api.example/api/v1/tasks/',
  'https://api.example/api/v2/tasks/',
  'https://api.example/api/v10/tasks/',
  'https://api.example/',
  '//evil.example/api/v1/',
  '/\\evil.example/',
  '\\\\evil.example/',
  '../v2/tasks/',
  '/../../tasks/',
  '/%2e%2e/%2e%2e/tasks/',
  'data:text/plain,hello',
  'javascript:alert(1)',
])('%s', (path) => {
  it('is refused before anything is sent', async () => {
    openBrowser();
    const api = new ScriptedApi();
    const client = await signedIn(api);
    await expect(client.fetch(path)).rejects.toBeInstanceOf(TypeError);
    if (/^\w+:/.test(path)) await expect(client.fetch(new URL(path))).rejects.toBeInstanceOf(TypeError);
    expect(await client.accessToken(path)).toBeNull();
    expect(api.requests).toHaveLength(0);
  });
});

it.each(['/api/v1', '/api/v1/', 'https://page.example/api/v1//'])('understands the base URL %s', async (baseUrl) => {
  openBrowser();
  const api = new ScriptedApi();
  const urls: string[] = [];
  const fetch: typeof globalThis.fetch = (url) => {
    urls.push((url as URL).href);
    return Promise.resolve(new Response(null, { status: 401 }));
  };
  const client = quiet(api, { baseUrl, fetch });
  await client.fetch('/tasks/');
  expect(urls).toEqual(['https://page.example/api/v1/refresh', 'https://page.example/api/v1/tasks/']);
});

it('leaves a request alone that has its own Authorization header', async () => {
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  for (const headers of [{ authorization: 'Basic abc' }, new Headers({ Authorization: 'Basic abc' })]) {
    expect((await client.fetch('/tasks/1', { headers })).status).toBe(401);
  }
  expect(api.requests.map(({ headers }) => headers.get('authorization'))).toEqual(['Basic abc', 'Basic abc']);
});

it('does not follow a redirect with the token or with the refresh token', async () => {
  const api = await serve();
  const elsewhere = await serve();
  const redirect = () => new Response(null, { status: 307, headers: { location: `${elsewhere.baseUrl}/tasks/1` } });
  const client = await signedIn(api, { storage: 'local', fetch: globalThis.fetch });
  api.next('GET /tasks/1', redirect);
  await expect(client.fetch('/tasks/1')).rejects.toMatchObject({ name: 'NetworkError' });
  api.expireAccessTokens();
  api.next('POST /refresh', redirect);
  await client.fetch('/tasks/1');
  expect(elsewhere.requests).toHaveLength(0);
});

it('says nothing secret in its errors', async () => {
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api, { storage: 'local' });
  api.always('GET /users/me', () => Promise.reject(new TypeError('fetch failed')));
  const error = (await client.account.get().catch((reason: unknown) => reason)) as Error;
  const token = (await client.accessToken(BASE + '/')) ?? 'none';
  expect(`${error.stack ?? ''} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(token);
});
