// A password change ends all sessions and goes on with a new one.
import { describe, expect, it } from 'vitest';
import type { Client } from '../src/index.js';
import { problem } from './support/answers.js';
import { ScriptedApi } from './support/api.js';
import { openBrowser } from './support/browser.js';
import { ADA, signedIn } from './support/clients.js';

async function prepared(): Promise<{ api: ScriptedApi; client: Client }> {
  openBrowser();
  const api = new ScriptedApi();
  return { api, client: await signedIn(api) };
}

describe('a password change', () => {
  const change = { current_password: ADA.password, new_password: 'six calm cranes' };

  it('goes on with the new tokens, and sends the cookie', async () => {
    const { api, client } = await prepared();
    await client.account.changePassword(change);
    expect(api.sent('PUT /users/me/password')).toMatchObject([{ body: JSON.stringify(change), withCookie: true }]);
    expect((await client.account.get()).id).toBe('ada');
    expect(api.sent('POST /refresh')).toHaveLength(0);
  });

  it('is repeated once after a 401', async () => {
    const { api, client } = await prepared();
    api.expireAccessTokens();
    await client.account.changePassword(change);
    expect(api.sent('PUT /users/me/password')).toHaveLength(2);
    expect(api.sent('POST /refresh')).toHaveLength(1);
    expect((await client.account.get()).id).toBe('ada');
  });

  it('keeps the session when the password is wrong', async () => {
    const { api, client } = await prepared();
    api.next('PUT /users/me/password', () => problem(403, 'wrong-password', 'The password is incorrect'));
    await expect(client.account.changePassword(change)).rejects.toMatchObject({ type: '/problems/wrong-password' });
    expect((await client.account.get()).id).toBe('ada');
  });

  it('discards a refresh that began before it', async () => {
    openBrowser({ locks: true });
    const api = new ScriptedApi();
    const client = await signedIn(api, { storage: 'local' });
    let finish: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (finish = resolve));
    api.next('GET /tasks/1', () => problem(401, 'invalid-token', 'scripted'));
    api.next('POST /refresh', async (_request, answer) => {
      await late;
      return answer();
    });
    const request = client.fetch('/tasks/1');
    await client.account.changePassword(change);
    finish();
    expect((await request).status).toBe(200);
    expect((await client.account.get()).id).toBe('ada');
    expect(client.session.get().status).toBe('signed-in');
  });
});
