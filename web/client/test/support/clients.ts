// Makes clients that are disposed when the test ends, and waits for what they do.
import { afterEach, expect, vi } from 'vitest';
import { createClient, type Client, type ClientOptions, type SessionState } from '../../src/index.js';
import type { ScriptedApi } from './api.js';

export const ADA = { email: 'ada@example.com', password: 'nine quiet herons' };
export const BOB = { email: 'bob@example.com', password: 'ten loud ospreys' };

const open: Client[] = [];

afterEach(() => {
  for (const client of open.splice(0)) client.dispose();
});

/** A tab: a client that somebody listens to. */
export function tab(api: ScriptedApi, options: Partial<ClientOptions> = {}): Client {
  const client = quiet(api, options);
  client.session.subscribe(() => undefined);
  return client;
}

/** A client that nobody has used yet. */
export function quiet(api: ScriptedApi, options: Partial<ClientOptions> = {}): Client {
  const client = createClient({ baseUrl: api.baseUrl, fetch: api.fetch, ...options });
  open.push(client);
  return client;
}

/** Forgets the requests that this takes. */
export async function signedIn(api: ScriptedApi, options: Partial<ClientOptions> = {}): Promise<Client> {
  const client = quiet(api, options);
  await client.logIn(ADA);
  client.session.subscribe(() => undefined);
  api.requests.length = 0;
  return client;
}

/** A storage of the caller's, as a server or an app has one. */
export function memoryStorage(text: string | null = null) {
  return {
    text,
    read(): string | null {
      return this.text;
    },
    write(written: string): void {
      this.text = written;
    },
    clear(): void {
      this.text = null;
    },
  };
}

export const until = (condition: () => void) => vi.waitFor(condition, { timeout: 5000, interval: 2 });

export const untilStatus = (client: Client, status: SessionState['status']) =>
  until(() => expect(client.session.get().status).toBe(status));

/** All states from now on. */
export function statesOf(client: Client): SessionState[] {
  const states: SessionState[] = [];
  client.session.subscribe(() => states.push(client.session.get()));
  return states;
}
