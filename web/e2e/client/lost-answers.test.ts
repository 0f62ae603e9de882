// Refreshes whose answer is lost or late do not end a session.
import type { BrowserContext, Page } from 'playwright-core';
import { settled, signedInTab, signIn } from '../harness/client-page.ts';
import { expect, test } from '../harness/world.ts';

const REFRESH = 'POST /api/v1/refresh';

const account = (tab: Page) => tab.evaluate(async () => (await client.account.get()).email);

for (const storage of ['cookie', 'local'] as const) {
  test(`${storage}: a refresh whose answer is lost is repeated, and the session goes on`, async ({ world }) => {
    const { site, person, profile, tab } = await signedInTab(world, storage, { reuseLeewaySeconds: 0.2 });
    profile.guard.allow('401 /api/v1/users/me', 'ERR_EMPTY_RESPONSE /api/v1/refresh');
    await site.server.refuseAccessTokens();
    site.proxy.loseAnswer(REFRESH);

    expect(await account(tab)).toBe(person.email);
    expect(site.proxy.count(REFRESH, 200)).toBe(2);

    // What the page has kept now is the token that works from here on, also after the leeway.
    for (let times = 0; times < 3; times++) {
      await site.server.refuseAccessTokens();
      expect(await account(tab)).toBe(person.email);
    }
    await tab.reload();
    expect(await settled(tab)).toBe('signed-in');
  });
}

test('cookie: a Set-Cookie that arrives after a later one does not end the session', async ({ world }) => {
  const { site, person, profile, tab } = await signedInTab(world, 'cookie', { reuseLeewaySeconds: 4 });
  profile.guard.allow('401 /api/v1/users/me');
  const late = site.proxy.holdAnswer(REFRESH);
  const refreshed = tab.evaluate(() => fetch('/api/v1/refresh', { method: 'POST' }).then(({ status }) => status));
  await late.answered;
  const rotated = await tab.evaluate(async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch('/api/v1/refresh', { method: 'POST', headers, body: '{"rotate": true}' });
    return response.status;
  });
  const newer = await cookieOf(profile);
  late.release();
  expect([rotated, await refreshed]).toEqual([200, 200]);
  expect(await cookieOf(profile), 'the late cookie has replaced the newer one').not.toBe(newer);

  for (let times = 0; times < 2; times++) {
    await site.server.refuseAccessTokens();
    expect(await account(tab)).toBe(person.email);
  }
  await tab.reload();
  expect(await settled(tab)).toBe('signed-in');
});

test('cookie: a login waits for the answer of a refresh, whose cookie would replace its own', async ({ world }) => {
  const { site, profile, tab } = await signedInTab(world, 'cookie');
  profile.guard.allow('401 /api/v1/users/me');
  const bob = await site.api.signUp();
  await site.server.refuseAccessTokens();
  const late = site.proxy.holdAnswer(REFRESH);
  const outcome = tab.evaluate(() => client.account.get().then(({ email }) => email));
  await late.answered;
  const other = await tabBesides(profile);

  const login = signIn(other, bob);
  await expect
    .poll(() => other.evaluate(async () => (await navigator.locks.query()).pending?.length))
    .toBeGreaterThan(0);
  late.release();
  await login;

  await outcome.catch(() => undefined);
  for (const page of [other, tab]) {
    await page.reload();
    expect(await settled(page)).toBe('signed-in');
    expect(await account(page)).toBe(bob.email);
  }
});

test('cookie: a refresh that is answered after a new login does not bring back the old session', async ({ world }) => {
  const { site, profile, tab } = await signedInTab(world, 'cookie');
  profile.guard.allow('401 /api/v1/users/me');
  const bob = await site.api.signUp();
  await site.server.refuseAccessTokens();
  const late = site.proxy.holdAnswer(REFRESH);
  const outcome = tab.evaluate(() =>
    client.account.get().then(
      ({ email }) => email,
      () => 'failed',
    ),
  );
  await late.answered;
  const other = await tabBesides(profile);

  await signIn(other, bob);
  const state = (page: Page) => page.evaluate(() => client.session.get());
  await expect.poll(() => state(tab)).toEqual(await state(other));
  late.release();

  expect([bob.email, 'failed']).toContain(await outcome);
  await other.reload();
  await tab.reload();
  for (const page of [other, tab]) {
    expect(await settled(page)).toBe('signed-in');
    expect(await account(page)).toBe(bob.email);
  }
});

/** It waits for the other tab's refresh, so it is not settled yet. */
async function tabBesides(profile: { tab(): Promise<Page> }): Promise<Page> {
  const page = await profile.tab();
  await page.goto('/client-page/cookie');
  await expect.poll(() => page.evaluate(() => typeof client)).toBe('object');
  return page;
}

async function cookieOf({ context }: { context: BrowserContext }): Promise<string | undefined> {
  return (await context.cookies()).find(({ name }) => name === '__Host-refresh_token')?.value;
}
