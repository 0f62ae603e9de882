// Starts the development server that TODO_LAMBDA_SERVER names, in memory and on a free port.
import { spawn, type ChildProcess } from 'node:child_process';
import { afterAll } from 'vitest';

const started: ChildProcess[] = [];

afterAll(() => {
  for (const server of started.splice(0)) server.kill();
});

/** @returns the base URL of its API */
export async function startServer(): Promise<string> {
  const program = process.env.TODO_LAMBDA_SERVER;
  if (!program) throw new Error('TODO_LAMBDA_SERVER must be the path of the development server');
  const server = spawn(program, ['--listen', '127.0.0.1:0', '--dynamodb', '127.0.0.1:0', '--in-memory'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(server);
  return new Promise((resolve, reject) => {
    let printed = '';
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const [, url] = /is ready: (\S+)/.exec(printed) ?? [];
      if (url) resolve(url);
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.on('exit', (code) => reject(new Error(`the server ended with ${code ?? 'a signal'}: ${printed}`)));
  });
}

/** Requests with a token that was spoiled meet a 401, as if it had expired. */
export function spoilable() {
  const seen = new Set<string>();
  let spoiled = new Set<string>();
  let refreshes = 0;
  return {
    fetch: async (url: Parameters<typeof fetch>[0], init?: RequestInit) => {
      const headers = new Headers(init?.headers);
      const authorization = headers.get('authorization') ?? '';
      if (spoiled.has(authorization)) headers.set('authorization', 'Bearer e30.e30.spoiled');
      else if (authorization) seen.add(authorization);
      if ((url as URL).pathname.endsWith('/refresh')) refreshes++;
      return fetch(url, { ...init, headers });
    },
    refreshes: () => refreshes,
    spoilTokens: () => (spoiled = new Set(seen)),
  };
}

export interface Jar {
  cookie: string;
  fetch: typeof globalThis.fetch;
}

/** Sends what a browser sends for a page of the API's own origin, and keeps its cookie. */
export function browserJar(): Jar {
  const jar: Jar = {
    cookie: '',
    async fetch(url, init) {
      const headers = new Headers(init?.headers);
      headers.set('origin', new URL(url as URL).origin);
      headers.set('sec-fetch-site', 'same-origin');
      if (init?.credentials === 'include' && jar.cookie) headers.set('cookie', jar.cookie);
      const response = await fetch(url, { ...init, headers });
      const [set] = response.headers.getSetCookie();
      if (set !== undefined && init?.credentials === 'include') {
        jar.cookie = set.includes('Max-Age=0') ? '' : (set.split(';')[0] ?? '');
      }
      return response;
    },
  };
  return jar;
}
