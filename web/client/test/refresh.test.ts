// One refresh for all requests that meet a 401, and one repetition of each.
import { describe, expect, it } from 'vitest';
import { ApiError, NetworkError } from '../src/index.js';
import { held, offline, refuses } from './support/answers.js';
import { ScriptedApi } from './support/api.js';
import { openBrowser } from './support/browser.js';
import { signedIn, statesOf } from './support/clients.js';
import { serve } from './support/http.js';

describe.each(['cookie', 'local'] as const)('with storage %s', (storage) => {
  it('makes one refresh for twenty requests that meet a 401, and repeats each of them once', async () => {
    openBrowser();
    const api = new ScriptedApi();
    const client = await signedIn(api, { storage });
    api.expireAccessTokens();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, id) => client.fetch(`/tasks/${id + 1}`)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(api.sent('POST /refresh')).toHaveLength(1);
    for (let id = 1; id <= 20; id++) expect(api.sent(`GET /tasks/${id}`)).toHaveLength(2);
  });

  it('returns a second 401 after a successful refresh as it is', async () => {
    openBrowser();
    const api = new ScriptedApi();
    const client = await signedIn(api, { storage });
    api.always('GET /tasks/1', refuses(401));
    const answer = await client.fetch('/tasks/1');
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ detail: 'scripted 401' });
    expect(api.sent('GET /tasks/1')).toHaveLength(2);
    expect(api.sent('POST /refresh')).toHaveLength(1);
    expect(client.session.get().status).toBe('signed-in');
  });

  it('repeats a request whose 401 comes late with the newer token, without another refresh', async () => {
    openBrowser();
    const api = new ScriptedApi();
    const client = await signedIn(api, { storage });
    api.expireAccessTokens();
    const late = held();
    api.next('GET /tasks/1', late.behaviour);
    const slow = client.fetch('/tasks/1');
    await late.arrived;
    await client.fetch('/tasks/2');
    late.release();
    expect((await slow).status).toBe(200);
    expect(api.sent('POST /refresh')).toHaveLength(1);
  });

  it('does not refresh for a 401 while nobody is signed in', async () => {
    openBrowser();
    const api = new ScriptedApi();
    const client = await signedIn(api, { storage });
    await client.logOut();
    expect((await client.fetch('/tasks/1')).status).toBe(401);
    expect(api.sent('POST /refresh')).toHaveLength(0);
    expect(api.sent('GET /tasks/1').at(-1)?.headers.has('authorization')).toBe(false);
  });

  it('rejects a request with the reason when the refresh that it needs is not possible now', async () => {
    openBrowser();
    const api = new ScriptedApi();
    const client = await signedIn(api, { storage });
    const states = statesOf(client);
    api.expireAccessTokens();
    api.next('POST /refresh', refuses(503, { 'retry-after': '7' }));
    await expect(client.fetch('/tasks/1')).rejects.toMatchObject({ name: 'ApiError', status: 503, retryAfter: 7 });
    await expect(client.tasks.get(1)).rejects.toBeInstanceOf(ApiError);
    expect(states).toEqual([]);
  });

  it('ends the session when the refresh is answered by a 401, and returns the first 401', async () => {
    openBrowser();
    const api = new ScriptedApi();
    const client = await signedIn(api, { storage });
    const states = statesOf(client);
    api.endSessions();
    const answers = await Promise.all([client.fetch('/tasks/1'), client.fetch('/tasks/2')]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    expect(states).toEqual([{ status: 'signed-out', reason: 'ended' }]);
    expect(api.sent('POST /refresh')).toHaveLength(1);
    expect(api.requests.filter(({ method }) => method === 'GET')).toHaveLength(2);
  });
});

it('does all of this over a real connection, too', async () => {
  const api = await serve();
  const client = await signedIn(api, { storage: 'local', fetch: globalThis.fetch });
  api.expireAccessTokens();
  api.next('POST /refresh', offline);
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.fetch('/tasks/1')));
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(api.sent('GET /tasks/1')).toHaveLength(40);
  expect(api.sent('POST /refresh')).toHaveLength(2);
});

it('takes a new token that lives shorter than the rejected one', async () => {
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  api.expireAccessTokens();
  api.lifetime = 60;
  expect((await client.fetch('/tasks/1')).status).toBe(200);
  expect(api.sent('POST /refresh')).toHaveLength(1);
});

it('does not mind a 401 whose body is cut off', async () => {
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  const cutOff = new ReadableStream({ start: (controller) => controller.error(new TypeError('terminated')) });
  api.next('GET /tasks/1', () => new Response(cutOff, { status: 401 }));
  expect((await client.fetch('/tasks/1')).status).toBe(200);
});

it('says NetworkError when a request gets no answer', async () => {
  const api = await serve();
  const client = await signedIn(api, { storage: 'local', fetch: globalThis.fetch });
  api.next('GET /tasks/1', offline);
  const error: unknown = await client.tasks.get(1).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(NetworkError);
  expect((error as NetworkError).cause).toBeInstanceOf(TypeError);
});
