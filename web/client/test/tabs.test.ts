// Several tabs of one browser: they share one session, and few of them call the API.
import { describe, expect, it } from 'vitest';
import { held } from './support/answers.js';
import { ScriptedApi } from './support/api.js';
import { openBrowser } from './support/browser.js';
import { ADA, BOB, signedIn, statesOf, tab, until, untilStatus } from './support/clients.js';
import { pass, sleep, stopTime } from './support/time.js';

const KEY = 'todo-lambda-client:local:https://api.example/api/v1';

describe.each(['cookie', 'local'] as const)('with storage %s', (storage) => {
  /** Tabs of one user; the first one has logged in. Time stands still. */
  async function tabs(count: number) {
    stopTime();
    const browser = openBrowser();
    const api = new ScriptedApi();
    const first = await signedIn(api, { storage });
    const others = Array.from({ length: count - 1 }, () => tab(api, { storage }));
    await pass(1);
    expect(others.map((other) => other.session.get().status)).toEqual(Array(count - 1).fill('signed-in'));
    api.requests.length = 0;
    return { browser, api, first, others, all: [first, ...others] };
  }

  it('makes one refresh for three tabs with twenty requests each', async () => {
    const { api, all } = await tabs(3);
    api.expireAccessTokens();
    const requests = all.flatMap((client) => Array.from({ length: 20 }, () => client.fetch('/tasks/1')));
    await pass(1);
    const answers = await Promise.all(requests);
    expect(answers.map(({ status }) => status)).toEqual(Array(60).fill(200));
    expect(api.sent('POST /refresh')).toHaveLength(1);
    expect(api.sent('GET /tasks/1')).toHaveLength(120);
  });

  it('makes one refresh when ten tabs wake up together', async () => {
    const { api, all, browser } = await tabs(10);
    sleep(3600);
    api.expireAccessTokens();
    browser.dispatch('focus');
    await pass(2);
    expect(api.sent('POST /refresh')).toHaveLength(1);
    const answers = await Promise.all(all.map((client) => client.fetch('/tasks/1')));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(api.sent('GET /tasks/1')).toHaveLength(10);
  });

  it('makes one refresh for ten tabs that are restored together', async () => {
    stopTime();
    openBrowser();
    const api = new ScriptedApi();
    const before = await signedIn(api, { storage });
    before.dispose();
    sleep(3600);
    api.expireAccessTokens();
    const all = Array.from({ length: 10 }, () => tab(api, { storage }));
    await pass(2);
    expect(all.map((client) => client.session.get().status)).toEqual(Array(10).fill('signed-in'));
    expect(api.sent('POST /refresh')).toHaveLength(1);
  });

  it('refreshes in all tabs together about once per token', async () => {
    stopTime();
    openBrowser();
    const api = new ScriptedApi();
    await signedIn(api, { storage });
    Array.from({ length: 4 }, () => tab(api, { storage }));
    await pass(1);
    api.requests.length = 0;
    await pass(3600);
    expect(api.sent('POST /refresh').length).toBeGreaterThanOrEqual(4);
    expect(api.sent('POST /refresh').length).toBeLessThanOrEqual(5);
  });

  it('signs the other tabs in, as the user who has logged in', async () => {
    openBrowser();
    const api = new ScriptedApi();
    const [first, second] = [tab(api, { storage }), tab(api, { storage })];
    await untilStatus(second, 'signed-out');
    const states = statesOf(second);
    await first.logIn(ADA);
    await until(() => expect(states).toEqual([{ status: 'signed-in', userId: 'ada' }]));
    await first.logIn(BOB);
    await until(() => expect(states.at(-1)).toEqual({ status: 'signed-in', userId: 'bob' }));
    expect((await second.account.get()).id).toBe('bob');
    expect(states).toHaveLength(2);
  });

  it('signs the other tabs out, with the reason', async () => {
    const { first, others } = await tabs(3);
    const states = others.map(statesOf);
    await first.logOut();
    await pass(1);
    for (const seen of states) expect(seen).toEqual([{ status: 'signed-out', reason: 'logged-out' }]);
  });

  it('tells the other tabs that the account was deleted', async () => {
    const { first, others } = await tabs(2);
    await first.account.delete({ password: ADA.password });
    expect(first.session.get()).toEqual({ status: 'signed-out', reason: 'deleted' });
    await pass(1);
    expect(others[0]?.session.get()).toEqual({ status: 'signed-out', reason: 'deleted' });
  });

  it('tells the other tabs that the API has ended the session, so that they need not ask', async () => {
    const { api, first, others } = await tabs(3);
    api.endSessions();
    await first.fetch('/tasks/1');
    await pass(1);
    for (const client of [first, ...others]) {
      expect(client.session.get()).toEqual({ status: 'signed-out', reason: 'ended' });
    }
    expect(api.sent('POST /refresh')).toHaveLength(1);
  });

  it('goes on in the other tabs after a password change', async () => {
    const { api, first, others } = await tabs(2);
    await first.account.changePassword({ current_password: ADA.password, new_password: 'six calm cranes' });
    await pass(1);
    expect((await others[0]?.account.get())?.id).toBe('ada');
    expect(api.sent('POST /refresh')).toHaveLength(0);
  });

  it('does not repeat a request as the user who has logged in meanwhile', async () => {
    const { api, first, others } = await tabs(2);
    const late = held();
    api.next('POST /tasks/', late.behaviour);
    api.expireAccessTokens();
    const creation = others[0]?.fetch('/tasks/', { method: 'POST', body: '{"title":"of Ada"}' });
    await late.arrived;
    await first.logIn(BOB);
    await pass(1);
    expect(others[0]?.session.get()).toEqual({ status: 'signed-in', userId: 'bob' });
    late.release();
    expect((await creation)?.status).toBe(401);
    expect(api.sent('POST /tasks/')).toHaveLength(1);
  });

  it('does not send a request as another user who logs in while it waits for a token', async () => {
    const { api, first, others } = await tabs(2);
    sleep(3600);
    const late = held();
    api.next('POST /refresh', late.behaviour);
    const creation = others[0]?.fetch('/tasks/', { method: 'POST', body: '{}' }).catch((error: unknown) => error);
    await late.arrived;
    const login = first.logIn(BOB);
    await pass(6);
    await login;
    await pass(1);
    late.release();
    expect(await creation).toMatchObject({ name: 'AbortError' });
    expect(api.sent('POST /tasks/')).toHaveLength(0);
  });

  it('makes one refresh in each tab at most where there are no locks and no channels', async () => {
    openBrowser({ locks: true, channels: true });
    const api = new ScriptedApi();
    const first = await signedIn(api, { storage });
    const others = [tab(api, { storage }), tab(api, { storage })];
    for (const other of others) await untilStatus(other, 'signed-in');
    api.requests.length = 0;
    api.expireAccessTokens();
    const answers = await Promise.all([first, ...others].map((client) => client.fetch('/tasks/1')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(api.sent('POST /refresh').length).toBeLessThanOrEqual(3);
  });

  it('learns of a logout by the storage where there are no channels', async () => {
    const browser = openBrowser({ channels: true });
    const api = new ScriptedApi();
    const first = await signedIn(api, { storage });
    const second = tab(api, { storage });
    await untilStatus(second, 'signed-in');
    await first.logOut();
    browser.dispatch('storage', { key: KEY.replace('local', storage) });
    await untilStatus(second, 'signed-out');
  });

  it('learns of a different user when it comes back from the back-forward cache', async () => {
    stopTime();
    const browser = openBrowser({ channels: true });
    const api = new ScriptedApi();
    const first = await signedIn(api, { storage });
    const frozen = tab(api, { storage });
    await pass(1);
    await first.logIn(BOB);
    expect(frozen.session.get()).toEqual({ status: 'signed-in', userId: 'ada' });
    browser.dispatch('pageshow');
    await pass(1);
    expect(frozen.session.get()).toEqual({ status: 'signed-in', userId: 'bob' });
  });
});
