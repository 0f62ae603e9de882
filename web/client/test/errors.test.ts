// The errors of calls: what the API said, or that it said nothing.
import { describe, expect, it } from 'vitest';
import { ApiError, NetworkError, type Client } from '../src/index.js';
import { json, problem } from './support/answers.js';
import { ScriptedApi } from './support/api.js';
import { openBrowser } from './support/browser.js';
import { ADA, quiet, signedIn } from './support/clients.js';

const TITLE = { title: 'Water the plants' };

async function prepared(): Promise<{ api: ScriptedApi; client: Client }> {
  openBrowser();
  const api = new ScriptedApi();
  return { api, client: await signedIn(api) };
}

describe('an ApiError', () => {
  it('has all of the problem, the time to wait and the request id', async () => {
    const { api, client } = await prepared();
    const errors = [{ loc: ['body', 'title'], msg: 'is required' }];
    const body = { type: '/problems/invalid-input', title: 'Invalid input', status: 422, detail: 'no title', errors };
    api.next('POST /tasks/', () => json(422, body, { 'retry-after': '3', 'apigw-requestid': 'abc=' }));
    const error = (await client.tasks.create(TITLE).catch((reason: unknown) => reason)) as ApiError;
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ ...body, name: 'ApiError', message: 'no title', retryAfter: 3, requestId: 'abc=' });
  });

  it.each([
    ['API Gateway\u2019s own answer', () => json(404, { message: 'Not Found' }), 'Not Found'],
    ['a page of a proxy', () => new Response('<html>', { status: 502 }), 'HTTP 502'],
    ['an empty answer', () => new Response(null, { status: 500 }), 'HTTP 500'],
    ['JSON null', () => json(500, null), 'HTTP 500'],
    ['a JSON text', () => json(500, 'oops'), 'HTTP 500'],
  ])('has the status of %s, which is no problem document', async (_name, answer, detail) => {
    const { api, client } = await prepared();
    api.next('GET /users/me', answer);
    await expect(client.account.get()).rejects.toMatchObject({
      type: 'about:blank',
      detail,
      message: detail,
      errors: [],
      retryAfter: null,
      requestId: null,
    });
  });

  it.each(['', 'soon', 'Wed, 21 Oct 2026 07:28:00 GMT'])('has no time to wait for Retry-After %j', async (header) => {
    const { api, client } = await prepared();
    api.next('GET /users/me', () => problem(503, 'unavailable', 'later', { 'retry-after': header }));
    await expect(client.account.get()).rejects.toMatchObject({ retryAfter: null });
  });
});

it.each([
  ['is no JSON', () => new Response('<html>')],
  [
    'is cut off',
    () =>
      new Response(
        new ReadableStream({
          start: (controller) => {
            controller.enqueue(new TextEncoder().encode('{"id": '));
            controller.error(new TypeError('terminated'));
          },
        }),
      ),
  ],
])('says NetworkError when an answer %s', async (_name, answer) => {
  const { api, client } = await prepared();
  api.next('GET /users/me', answer);
  await expect(client.account.get()).rejects.toBeInstanceOf(NetworkError);
});

it('says NetworkError when the answer to a login is not the API\u2019s', async () => {
  openBrowser();
  const api = new ScriptedApi();
  api.next('POST /login', () => new Response('<html>Welcome to the hotel</html>'));
  await expect(quiet(api).logIn(ADA)).rejects.toBeInstanceOf(NetworkError);
});
