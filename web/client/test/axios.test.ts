// The adapter for axios, with real axios over a real connection.
import axios, { AxiosError, type AxiosInstance } from 'axios';
import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { attach } from '../src/axios.js';
import type { Client } from '../src/index.js';
import { answerLost, offline, refuses } from './support/answers.js';
import { type ScriptedApi } from './support/api.js';
import { BOB, memoryStorage, signedIn } from './support/clients.js';
import { serve } from './support/http.js';

async function attached(): Promise<{ api: ScriptedApi; client: Client; instance: AxiosInstance; detach: () => void }> {
  const api = await serve();
  const client = await signedIn(api, { storage: memoryStorage(), fetch: globalThis.fetch });
  const instance = axios.create({ baseURL: api.baseUrl });
  return { api, client, instance, detach: attach(client, instance) };
}

it('makes one refresh for twenty requests that meet a 401, and repeats each of them once', async () => {
  const { api, instance } = await attached();
  api.expireAccessTokens();
  const answers = await Promise.all(Array.from({ length: 20 }, (_, id) => instance.get(`/tasks/${id}`)));
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(api.sent('POST /refresh')).toHaveLength(1);
  for (let id = 0; id < 20; id++) expect(api.sent(`GET /tasks/${id}`)).toHaveLength(2);
});

it('rejects with a second 401 as it is', async () => {
  const { api, instance } = await attached();
  api.always('GET /tasks/1', refuses(401));
  const error = (await instance.get('/tasks/1').catch((reason: unknown) => reason)) as AxiosError;
  expect(error).toBeInstanceOf(AxiosError);
  expect(error.response?.data).toMatchObject({ detail: 'scripted 401' });
  expect(api.sent('GET /tasks/1')).toHaveLength(2);
  expect(api.sent('POST /refresh')).toHaveLength(1);
});

it('rejects with the first 401 when the session has ended', async () => {
  const { api, client, instance } = await attached();
  api.endSessions();
  await expect(instance.get('/tasks/1')).rejects.toMatchObject({ response: { status: 401 } });
  expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'ended' });
  expect(api.sent('GET /tasks/1')).toHaveLength(1);
});

it('rejects with the reason when no refresh is possible now, so that a page does not show the login', async () => {
  const { api, client, instance } = await attached();
  api.expireAccessTokens();
  api.always('POST /refresh', refuses(503, { 'retry-after': '9' }));
  await expect(instance.get('/tasks/1')).rejects.toMatchObject({ name: 'ApiError', status: 503 });
  expect(client.session.get().status).toBe('signed-in');
});

it('survives a lost answer of the refresh', async () => {
  const { api, instance } = await attached();
  api.expireAccessTokens();
  api.next('POST /refresh', answerLost);
  expect((await instance.get('/tasks/1')).status).toBe(200);
});

it('repeats the body and the headers of a request unchanged', async () => {
  const { api, instance } = await attached();
  api.expireAccessTokens();
  const headers = { 'Idempotency-Key': 'mine' };
  await instance.post('/tasks/', { title: 'Zo\u00eb' }, { headers });
  const [first, second] = api.sent('POST /tasks/');
  expect(Buffer.from(first?.body ?? '', 'latin1').toString()).toBe('{"title":"Zo\u00eb"}');
  expect(second?.body).toBe(first?.body);
  expect(second?.headers.get('content-type')).toBe('application/json');
  expect(second?.headers.get('idempotency-key')).toBe('mine');
});

it('repeats a form with a file', async () => {
  const { api, instance } = await attached();
  api.expireAccessTokens();
  const form = new FormData();
  form.append('file', new Blob(['title\n']), 'tasks.csv');
  await instance.post('/tasks/', form);
  for (const { body, headers } of api.sent('POST /tasks/')) {
    const data = await new Response(Buffer.from(body, 'latin1'), { headers }).formData();
    expect(await (data.get('file') as File).text()).toBe('title\n');
  }
  expect(api.sent('POST /tasks/')).toHaveLength(2);
});

it('does not repeat a stream, and the next upload succeeds', async () => {
  const { api, instance } = await attached();
  api.expireAccessTokens();
  const upload = () => instance.post('/tasks/', Readable.from([Buffer.from('{}')]));
  await expect(upload()).rejects.toMatchObject({ response: { status: 401 } });
  expect((await upload()).status).toBe(200);
  expect(api.sent('POST /tasks/')).toHaveLength(2);
});

it('works for callers who take every status for a success', async () => {
  const { api, instance } = await attached();
  api.expireAccessTokens();
  const answer = await instance.get('/tasks/1', { validateStatus: () => true });
  expect(answer.status).toBe(200);
  expect(api.sent('GET /tasks/1')).toHaveLength(2);
});

it('works with other interceptors that copy the configuration', async () => {
  const { api, instance } = await attached();
  instance.interceptors.request.use((config) => ({ ...config }));
  instance.interceptors.response.use(undefined, (error: AxiosError) => Promise.reject(error));
  api.expireAccessTokens();
  expect((await instance.get('/tasks/1')).status).toBe(200);
});

describe('a request', () => {
  it('with its own Authorization header is left alone', async () => {
    const { api, instance } = await attached();
    const headers = { Authorization: 'Basic abc' };
    await expect(instance.get('/tasks/1', { headers })).rejects.toMatchObject({ response: { status: 401 } });
    expect(api.requests.map(({ headers: sent }) => sent.get('authorization'))).toEqual(['Basic abc']);
  });

  it('to another API gets no token', async () => {
    const { instance } = await attached();
    const elsewhere = await serve();
    await expect(instance.get(`${elsewhere.baseUrl}/tasks/1`)).rejects.toMatchObject({ response: { status: 401 } });
    expect(elsewhere.requests).toHaveLength(1);
    expect(elsewhere.requests[0]?.headers.has('authorization')).toBe(false);
  });

  it('outside of the base URL gets no token', async () => {
    const { api, instance } = await attached();
    await instance.get('/../v2/tasks/', { validateStatus: () => true });
    expect(api.requests[0]?.headers.has('authorization')).toBe(false);
  });

  it('without a session is sent without a token', async () => {
    const { api, client, instance } = await attached();
    await client.logOut();
    await expect(instance.get('/tasks/1')).rejects.toMatchObject({ response: { status: 401 } });
    expect(api.sent('GET /tasks/1')[0]?.headers.has('authorization')).toBe(false);
    expect(api.sent('POST /refresh')).toHaveLength(0);
  });

  it('of one user is not repeated as another one', async () => {
    const { api, client, instance } = await attached();
    api.next('POST /tasks/', async () => {
      await client.logIn(BOB);
      return refuses(401)({} as never, () => new Response());
    });
    await expect(instance.post('/tasks/', { title: 'of Ada' })).rejects.toMatchObject({ response: { status: 401 } });
    expect(api.sent('POST /tasks/')).toHaveLength(1);
  });

  it('can be aborted while it waits for a refresh', async () => {
    const { api, instance } = await attached();
    api.expireAccessTokens();
    const leaving = new AbortController();
    api.next('POST /refresh', (_request, answer) => {
      leaving.abort();
      return answer();
    });
    await expect(instance.get('/tasks/1', { signal: leaving.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(api.sent('GET /tasks/1')).toHaveLength(1);
  });

  it('that gets no answer fails as it always did', async () => {
    const { api, instance } = await attached();
    api.next('GET /tasks/1', offline);
    await expect(instance.get('/tasks/1')).rejects.toBeInstanceOf(AxiosError);
  });
});

it('lets go of the instance', async () => {
  const { api, client, instance, detach } = await attached();
  const accessToken = vi.spyOn(client, 'accessToken');
  detach();
  await expect(instance.get('/tasks/1')).rejects.toMatchObject({ response: { status: 401 } });
  expect(accessToken).not.toHaveBeenCalled();
  expect(api.requests).toHaveLength(1);
});
