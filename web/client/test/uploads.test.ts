// A body is sent again unchanged, or not at all.
import { describe, expect, it } from 'vitest';
import { ScriptedApi } from './support/api.js';
import { openBrowser } from './support/browser.js';
import { signedIn } from './support/clients.js';
import { serve } from './support/http.js';

const PICTURE = Uint8Array.from({ length: 512 }, (_, index) => index % 256);

const form = () => {
  const data = new FormData();
  data.append('title', 'Zo\u00eb\u2019s list');
  data.append('picture', new Blob([PICTURE], { type: 'image/png' }), 'picture.png');
  return data;
};

describe.each([
  ['text', () => '{"title":"Water the plants"}'],
  ['a Blob', () => new Blob([PICTURE], { type: 'image/png' })],
  ['a typed array', () => PICTURE],
  ['an ArrayBuffer', () => PICTURE.buffer],
  ['URLSearchParams', () => new URLSearchParams({ title: 'a & b' })],
])('%s', (_name, body) => {
  it('is sent twice when the first request meets a 401', async () => {
    const api = await serve();
    const client = await signedIn(api, { storage: 'local', fetch: globalThis.fetch });
    api.expireAccessTokens();
    const sent = body();
    expect((await client.fetch('/tasks/', { method: 'POST', body: sent })).status).toBe(200);
    const [first, second, ...more] = api.sent('POST /tasks/');
    expect(more).toEqual([]);
    expect(Buffer.from(first?.body ?? '', 'latin1')).toEqual(Buffer.from(await new Response(sent).arrayBuffer()));
    expect(second?.body).toBe(first?.body);
    expect(second?.headers.get('content-type')).toBe(first?.headers.get('content-type'));
  });
});

it('sends a form with a file twice, each time with a boundary of its own', async () => {
  const api = await serve();
  const client = await signedIn(api, { storage: 'local', fetch: globalThis.fetch });
  api.expireAccessTokens();
  expect((await client.fetch('/tasks/', { method: 'POST', body: form() })).status).toBe(200);
  const parts = await Promise.all(
    api.sent('POST /tasks/').map(async ({ body, headers }) => {
      const data = await new Response(Buffer.from(body, 'latin1'), { headers }).formData();
      return [data.get('title'), Buffer.from(await (data.get('picture') as File).arrayBuffer())];
    }),
  );
  expect(parts).toEqual(Array(2).fill(['Zo\u00eb\u2019s list', Buffer.from(PICTURE)]));
});

it.each([
  ['stream', () => new Blob([PICTURE]).stream()],
  [
    'generator',
    async function* () {
      yield await Promise.resolve(PICTURE);
    },
  ],
])('does not send a %s twice: it returns the 401, and the next upload succeeds', async (_name, body) => {
  const api = await serve();
  const client = await signedIn(api, { storage: 'local', fetch: globalThis.fetch });
  api.expireAccessTokens();
  const upload = () =>
    client.fetch('/tasks/', { method: 'POST', body: body() as BodyInit, duplex: 'half' } as RequestInit);
  expect((await upload()).status).toBe(401);
  expect(client.session.get().status).toBe('signed-in');
  expect((await upload()).status).toBe(200);
  expect(api.sent('POST /tasks/')).toHaveLength(2);
  expect(api.sent('POST /refresh')).toHaveLength(1);
});

it('keeps the method, the headers and the other options of a repeated request', async () => {
  openBrowser();
  const api = new ScriptedApi();
  const client = await signedIn(api);
  api.expireAccessTokens();
  const headers = { 'If-Match': '"7"', 'X-Own': 'yes' };
  await client.fetch('/tasks/1', { method: 'PATCH', body: '{}', headers });
  for (const { method, headers: sent, body } of api.sent('PATCH /tasks/1')) {
    expect([method, sent.get('if-match'), sent.get('x-own'), body]).toEqual(['PATCH', '"7"', 'yes', '{}']);
  }
  expect(api.sent('PATCH /tasks/1')).toHaveLength(2);
});
