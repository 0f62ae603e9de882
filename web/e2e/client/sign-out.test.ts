// How sessions end: by theft, and by a logout at any moment.
import type { Page } from 'playwright-core';
import { clientTab, settled, signedInTab, statusIn, type Storage } from '../harness/client-page.ts';
import { expect, test, type Profile, type Site } from '../harness/world.ts';

const REFRESH = 'POST /api/v1/refresh';
const LOGOUT = 'POST /api/v1/logout';

const stateIn = (tab: Page) => tab.evaluate(() => client.session.get());

async function refreshTokenOf(profile: Profile, tab: Page, storage: Storage): Promise<string> {
  if (storage === 'cookie') return (await profile.context.cookies())[0]?.value ?? '';
  const stored = await tab.evaluate(() => JSON.stringify(localStorage));
  return /refresh_token\\":\\"([^\\]+)/.exec(stored)?.[1] ?? '';
}

/** Sends a refresh token as a thief does, and returns its successor. */
async function refreshWith(site: Site, token: string): Promise<string> {
  const body = { refresh_token: token, rotate: true };
  return ((await site.api.send('POST', '/refresh', body)) as { refresh_token: string }).refresh_token;
}

const activeSessions = async (site: Site, token: string) =>
  ((await site.api.send('GET', '/users/me/sessions', undefined, token)) as { items: unknown[] }).items.length;

test('local: the owner of a stolen token is signed out, with the reason, and so is the thief', async ({ world }) => {
  const { site, profile, tab } = await signedInTab(world, 'local', { reuseLeewaySeconds: 0 });
  profile.guard.allow('401 /api/v1/users/me', '401 /api/v1/refresh');
  const stolen = await refreshTokenOf(profile, tab, 'local');
  const successor = await refreshWith(site, await refreshWith(site, stolen));
  await site.server.refuseAccessTokens();

  const outcome = await tab.evaluate(() =>
    client.account.get().then(
      () => 'answered',
      () => 'refused',
    ),
  );

  expect(outcome).toBe('refused');
  expect(await stateIn(tab)).toEqual({ status: 'signed-out', reason: 'ended' });
  const thief = await site.api.respond('POST', '/refresh', { refresh_token: successor });
  expect(thief.status).toBe(401);
});

for (const storage of ['cookie', 'local'] as const) {
  test(`${storage}: a logout wins over a refresh that is under way`, async ({ world }) => {
    const { site, person, profile, tab } = await signedInTab(world, storage);
    profile.guard.allow('401 /api/v1/users/me');
    await site.server.refuseAccessTokens();
    const late = site.proxy.holdAnswer(REFRESH);
    const outcome = tab.evaluate(() =>
      client.account.get().then(
        () => 'answered',
        () => 'refused',
      ),
    );
    await late.answered;

    await tab.evaluate(() => void client.logOut());
    expect(await statusIn(tab)).toBe('signed-out');
    late.release();

    expect(await outcome).toBe('refused');
    await expect.poll(() => site.proxy.count(LOGOUT, 204)).toBe(1);
    expect(await statusIn(tab)).toBe('signed-out');
    await tab.reload();
    expect(await settled(tab)).toBe('signed-out');
    const { access_token } = await site.api.logIn(person);
    expect(await activeSessions(site, access_token), 'the session has ended at the API, too').toBe(1);
  });
}

test('cookie: a logout while offline is made up for after a reload', async ({ world }) => {
  const { site, person, profile, tab } = await signedInTab(world, 'cookie');
  profile.guard.allow(/^ERR_INTERNET_DISCONNECTED /);
  await profile.context.setOffline(true);

  await tab.evaluate(() => client.logOut());
  expect(await stateIn(tab)).toEqual({ status: 'signed-out', reason: 'logged-out' });
  // What is sent as soon as the browser is online fails too, so that only the reloaded page can make up for it.
  await profile.context.route('**/api/v1/logout', (route) => route.abort('internetdisconnected'));
  const failed = tab.waitForEvent('requestfailed', (request) => request.url().endsWith('/logout'));
  await profile.context.setOffline(false);
  await failed;
  await profile.context.unroute('**/api/v1/logout');
  await tab.reload();

  expect(await settled(tab)).toBe('signed-out');
  await expect.poll(() => site.proxy.count(LOGOUT, 204)).toBe(1);
  const { access_token } = await site.api.logIn(person);
  expect(await activeSessions(site, access_token)).toBe(1);
  await tab.reload();
  expect(await settled(tab)).toBe('signed-out');
});

test('local: a logout while offline keeps nothing that a reload could find', async ({ world }) => {
  const { site, person, profile, tab } = await signedInTab(world, 'local');
  profile.guard.allow(/^ERR_INTERNET_DISCONNECTED /);
  await profile.context.setOffline(true);

  await tab.evaluate(() => client.logOut());
  expect(await stateIn(tab)).toEqual({ status: 'signed-out', reason: 'logged-out' });
  expect(await tab.evaluate(() => JSON.stringify(localStorage))).not.toContain('eyJ');

  await profile.context.setOffline(false);
  await expect.poll(() => site.proxy.count(LOGOUT, 204)).toBe(1);
  const { access_token } = await site.api.logIn(person);
  expect(await activeSessions(site, access_token)).toBe(1);
});

test('a logout in one tab signs out the others', async ({ world }) => {
  const { profile, tab } = await signedInTab(world, 'cookie');
  const other = await clientTab(profile, 'cookie');
  expect(await statusIn(other)).toBe('signed-in');

  await tab.evaluate(() => client.logOut());

  await expect.poll(() => stateIn(other)).toEqual({ status: 'signed-out', reason: 'logged-out' });
});
