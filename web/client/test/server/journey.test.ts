// The client against the real API.
import { beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client, type ClientOptions } from '../../src/index.js';
import { memoryStorage, statesOf } from '../support/clients.js';
import { browserJar, spoilable, startServer } from './development-server.js';

let baseUrl: string;
let people = 0;

beforeAll(async () => {
  baseUrl = await startServer();
});

const person = () => ({ email: `person${++people}@example.com`, password: 'nine quiet herons' });

async function newcomer(options: Partial<ClientOptions>) {
  const login = person();
  const client = createClient({ baseUrl, ...options });
  await client.signUp(login);
  await client.logIn(login);
  return { client, login };
}

async function useTasks({ tasks }: Client) {
  const { task, version } = await tasks.create({ title: 'Water the plants', deadline: '2030-06-01' });
  expect(task).toMatchObject({ title: 'Water the plants', description: '', completed: false });
  const changed = await tasks.patch(task.id, { description: 'two cans' }, { ifMatch: version });
  await expect(tasks.complete(task.id, true, { ifMatch: version })).rejects.toMatchObject({
    status: 412,
    type: '/problems/precondition-failed',
  });
  expect((await tasks.complete(task.id, true, { ifMatch: changed.version })).task.completed).toBe(true);
  expect((await tasks.replace(task.id, { title: 'Buy bread' })).task.description).toBe('');
  expect((await tasks.get(task.id)).task.title).toBe('Buy bread');
  expect((await tasks.list({ completed: true, order: 'desc', limit: 10 })).items).toHaveLength(1);
  expect(await (await tasks.report()).text()).toContain('Buy bread');
  await tasks.delete(task.id);
  await expect(tasks.get(task.id)).rejects.toMatchObject({ status: 404, type: '/problems/task-not-found' });
}

it('creates one task for one key, however often it is sent', async () => {
  const { client } = await newcomer({ storage: memoryStorage() });
  const one = await client.tasks.create({ title: 'Once' }, { idempotencyKey: 'a-key' });
  const two = await client.tasks.create({ title: 'Once' }, { idempotencyKey: 'a-key' });
  expect(two.task.id).toBe(one.task.id);
  expect((await client.tasks.list()).items).toHaveLength(1);
});

it('shows what is invalid', async () => {
  const { client } = await newcomer({ storage: memoryStorage() });
  await expect(client.tasks.create({ title: '' })).rejects.toMatchObject({
    status: 422,
    errors: [{ loc: ['body', 'title'], msg: expect.any(String) as string }],
    requestId: expect.any(String) as string,
  });
});

describe('with a storage', () => {
  it('goes from sign-up to the deletion of the account', async () => {
    const { client, login } = await newcomer({ storage: memoryStorage() });
    await useTasks(client);
    await client.account.changePassword({ current_password: login.password, new_password: 'ten loud ospreys' });
    expect((await client.account.get()).email).toBe(login.email);
    const other = createClient({ baseUrl, storage: memoryStorage() });
    await other.logIn({ ...login, password: 'ten loud ospreys' });
    expect(await client.account.sessions()).toHaveLength(2);
    await client.account.endOtherSessions();
    expect((await other.fetch('/users/me')).status).toBe(401);
    expect(other.session.get()).toEqual({ status: 'signed-out', reason: 'ended' });
    await client.account.delete({ password: 'ten loud ospreys' });
    expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'deleted' });
  });

  it('keeps three tabs with twenty requests each signed in, refresh after refresh', async () => {
    const storage = memoryStorage();
    const { fetch, spoilTokens, refreshes } = spoilable();
    const { client } = await newcomer({ storage, fetch });
    const tabs = [client, ...Array.from({ length: 2 }, () => createClient({ baseUrl, storage, fetch }))];
    const states = tabs.map(statesOf);
    for (let round = 1; round <= 5; round++) {
      const requests = tabs.flatMap((tab) => Array.from({ length: 20 }, () => tab.fetch('/tasks/')));
      for (const { status } of await Promise.all(requests)) expect(status).toBe(200);
      spoilTokens();
    }
    // Without locks and channels, each tab refreshes on its own.
    expect(refreshes()).toBeGreaterThanOrEqual(4);
    expect(refreshes()).toBeLessThanOrEqual(12);
    for (const seen of states) expect(seen.filter(({ status }) => status === 'signed-out')).toEqual([]);
    for (const tab of tabs) tab.dispose();
  });

  it('ends the session on the server when it logs out', async () => {
    const storage = memoryStorage();
    const { client } = await newcomer({ storage });
    const copy = memoryStorage(storage.text);
    await client.logOut();
    const thief = createClient({ baseUrl, storage: copy });
    expect((await thief.fetch('/users/me')).status).toBe(401);
    expect(thief.session.get()).toEqual({ status: 'signed-out', reason: 'ended' });
  });
});

describe('with a cookie', () => {
  it('goes from sign-up over a reload to the logout', async () => {
    const jar = browserJar();
    const { client, login } = await newcomer({ fetch: jar.fetch });
    expect(jar.cookie).toMatch(/^__Host-refresh_token=./);
    await useTasks(client);

    const reloaded = createClient({ baseUrl, fetch: jar.fetch });
    expect((await reloaded.account.get()).email).toBe(login.email);
    const before = jar.cookie;
    await reloaded.account.changePassword({ current_password: login.password, new_password: 'ten loud ospreys' });
    expect(jar.cookie).not.toBe(before);
    const again = createClient({ baseUrl, fetch: jar.fetch });
    expect((await again.account.get()).email).toBe(login.email);

    await again.logOut();
    expect(jar.cookie).toBe('');
    const nobody = createClient({ baseUrl, fetch: jar.fetch });
    expect((await nobody.fetch('/users/me')).status).toBe(401);
    expect(nobody.session.get()).toEqual({ status: 'signed-out', reason: 'none' });
  });

  it('knows after a reload that nobody is signed in', async () => {
    const client = createClient({ baseUrl, fetch: browserJar().fetch });
    expect((await client.fetch('/users/me')).status).toBe(401);
    expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'none' });
  });
});
