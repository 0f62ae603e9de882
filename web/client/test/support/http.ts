// The scripted API behind a real HTTP server on a free port. A behaviour that rejects cuts the connection.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { ScriptedApi } from './api.js';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

class ServedApi extends ScriptedApi {
  override baseUrl = '';
}

export async function serve(): Promise<ScriptedApi> {
  const api = new ServedApi();
  const server = createServer((request, response) => {
    void answer(api, request).then(
      async (answered) => {
        response.writeHead(answered.status, Object.fromEntries(answered.headers));
        response.end(Buffer.from(await answered.arrayBuffer()));
      },
      () => request.socket.destroy(),
    );
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;
  return api;
}

async function answer(api: ScriptedApi, request: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const path = (request.url ?? '').replace('/api/v1', '');
  return api.handle({
    method: request.method ?? 'GET',
    path,
    url: `${api.baseUrl}${path}`,
    headers: new Headers(request.headers as Record<string, string>),
    body: Buffer.concat(chunks).toString('latin1'),
    withCookie: false,
  });
}
