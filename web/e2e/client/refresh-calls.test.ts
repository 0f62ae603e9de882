// How often real tabs call /refresh when many requests need a new token at the same time.
import type { Page } from 'playwright-core';
import { clientTab, settled, signedInTab, statusIn, type Storage } from '../harness/client-page.ts';
import { report } from '../harness/figures.ts';
import { putToSleep } from '../harness/sleep.ts';
import { expect, test, type Profile, type Site, type World } from '../harness/world.ts';

const REFRESH = 'POST /api/v1/refresh';

/** Signed in with tabs that have all found their session. */
async function signedInTabs(world: World, storage: Storage, count: number, accessTokenSeconds?: number) {
  const { tab, ...rest } = await signedInTab(world, storage, accessTokenSeconds ? { accessTokenSeconds } : {});
  const others = await Promise.all(Array.from({ length: count - 1 }, () => clientTab(rest.profile, storage)));
  const tabs = [tab, ...others];
  // The API counts in whole seconds, so a tab may take a token for valid that has just expired.
  rest.profile.guard.allow('401 /api/v1/users/me');
  for (const one of tabs) expect(await settled(one)).toBe('signed-in');
  return { ...rest, tabs };
}

/** The statuses that the tab's code gets to see. */
const requestsAtOnce = (tab: Page, count: number) =>
  tab.evaluate(async (many) => {
    const requests = Array.from({ length: many }, () => client.fetch('/users/me'));
    return (await Promise.all(requests)).map((response) => response.status);
  }, count);

function refreshesSince(site: Site): () => number {
  const before = site.proxy.count(REFRESH, 200);
  return () => site.proxy.count(REFRESH, 200) - before;
}

const stillSignedIn = async (profile: Profile, storage: Storage) => {
  const tab = await clientTab(profile, storage);
  return statusIn(tab);
};

for (const storage of ['cookie', 'local'] as const) {
  test(`${storage}: 3 tabs with 20 requests each that are refused share a refresh`, async ({ world }) => {
    const { site, profile, tabs } = await signedInTabs(world, storage, 3);
    await site.server.refuseAccessTokens();
    const refreshes = refreshesSince(site);

    const statuses = await Promise.all(tabs.map((tab) => requestsAtOnce(tab, 20)));

    expect(statuses.flat()).toEqual(Array.from({ length: 60 }, () => 200));
    report(`refresh calls, 3 tabs x 20 requests after a 401, ${storage}`, refreshes());
    expect(refreshes()).toBeGreaterThanOrEqual(1);
    expect(refreshes()).toBeLessThanOrEqual(tabs.length);
    expect(await stillSignedIn(profile, storage)).toBe('signed-in');
  });

  test(`${storage}: 3 tabs with 20 requests each share a refresh when they wake up after the expiry`, async ({
    world,
  }) => {
    const { site, person, tabs } = await signedInTabs(world, storage, 3, 3);
    const asleep = await Promise.all(tabs.map(putToSleep));
    await site.api.untilAccessTokensExpire(person);
    const refreshes = refreshesSince(site);

    await Promise.all(asleep.map((wakeUp) => wakeUp()));
    const statuses = await Promise.all(tabs.map((tab) => requestsAtOnce(tab, 20)));

    expect(statuses.flat()).toEqual(Array.from({ length: 60 }, () => 200));
    report(`refresh calls, 3 tabs x 20 requests after expiry, ${storage}`, refreshes());
    expect(refreshes()).toBeGreaterThanOrEqual(1);
    expect(refreshes()).toBeLessThanOrEqual(tabs.length);
  });

  test(`${storage}: 10 tabs that wake up together stay signed in with a few refreshes`, async ({ world }) => {
    const { site, person, profile, tabs } = await signedInTabs(world, storage, 10, 6);
    const asleep = await Promise.all(tabs.map(putToSleep));
    const beforeSleep = site.proxy.count(REFRESH);
    await site.api.untilAccessTokensExpire(person);
    expect(site.proxy.count(REFRESH), 'tabs that sleep do not refresh').toBe(beforeSleep);
    const refreshes = refreshesSince(site);

    await Promise.all(asleep.map((wakeUp) => wakeUp()));
    const statuses = await Promise.all(tabs.map((tab) => requestsAtOnce(tab, 1)));

    expect(statuses.flat()).toEqual(tabs.map(() => 200));
    report(`refresh calls, 10 tabs that wake together, ${storage}`, refreshes());
    expect(refreshes()).toBeGreaterThanOrEqual(1);
    expect(refreshes()).toBeLessThanOrEqual(tabs.length);
    for (const tab of tabs) expect(await statusIn(tab)).toBe('signed-in');
    expect(await stillSignedIn(profile, storage)).toBe('signed-in');
  });
}
