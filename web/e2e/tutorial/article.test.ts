// The tutorial's own front-end code against this API, from another origin.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { OtherOrigin } from '../harness/other-origin.ts';
import type { Person } from '../harness/people.ts';
import type { ServerSettings } from '../harness/server.ts';
import { expect, test, type World } from '../harness/world.ts';

const REFRESH = 'POST /api/v1/refresh';

interface Article {
  signUp(email: string, password: string): Promise<void>;
  login(email: string, password: string): Promise<void>;
  logout(): void;
  getUser(): Promise<string>;
  addTask(title: string, deadline: string): Promise<number>;
  completeTask(id: number): Promise<void>;
  deleteTask(id: number): Promise<void>;
  getTasks(): Promise<string[]>;
  getReport(): Promise<string>;
}

async function articlePage(world: World, settings: ServerSettings) {
  const other = await OtherOrigin.start();
  world.atEnd(() => other.stop());
  const site = await world.site({ ...settings, allowedOrigins: [other.origin] });
  const module = await readFile(new URL('article-front-end.js', import.meta.url), 'utf8');
  await other.serve(module.replace("'API_URL'", `'${site.origin}/api/v1'`));
  const profile = await world.profile(other, { hosts: [new URL(site.origin).host] });
  const tab = await profile.tab();
  await tab.goto('/');
  await expect.poll(() => tab.evaluate(() => typeof window.page)).toBe('object');
  return { site, profile, tab };
}

const logIn = (tab: Page, person: Person) =>
  tab.evaluate(({ email, password }) => (window.page as Article).login(email, password), person);
const stored = (tab: Page, name: string) => tab.evaluate((key) => localStorage.getItem(key), name);

test("the article's front-end signs up, logs in and keeps tasks", async ({ world }) => {
  const { tab } = await articlePage(world, {});
  const person = { email: 'ada@example.com', password: 'nine quiet herons' };
  await tab.evaluate(({ email, password }) => (window.page as Article).signUp(email, password), person);
  await logIn(tab, person);

  const tasks = await tab.evaluate(async () => {
    const id = await (window.page as Article).addTask('Water the plants', '2030-06-01');
    await (window.page as Article).completeTask(id);
    await (window.page as Article).deleteTask(await (window.page as Article).addTask('Buy a fern', '2030-06-02'));
    return (window.page as Article).getTasks();
  });

  expect(tasks).toEqual(['Water the plants, 01/06/2030, done']);
  expect(await tab.evaluate(() => (window.page as Article).getReport())).toContain(
    'Water the plants,01/06/2030,True,N/A',
  );
});

test("the article's front-end sends a visitor to its log-in page", async ({ world }) => {
  const { tab, profile } = await articlePage(world, {});
  profile.guard.allow('401 /api/v1/users/get_user_data', '401 /api/v1/refresh', '422 /api/v1/refresh');
  const outcome = tab.evaluate(() =>
    (window.page as Article)
      .getUser()
      .catch((error: unknown) => (error as { response: { status: number } }).response.status),
  );
  expect([422, 'navigate to /login']).toContain(await outcome);
});

test("the article's front-end refreshes once for 20 requests, and repeats them all", async ({ world }) => {
  const { site, tab, profile } = await articlePage(world, { durable: true });
  profile.guard.allow('401 /api/v1/users/get_user_data');
  const ada = await site.api.signUp();
  await logIn(tab, ada);
  const before = await stored(tab, 'token');
  await site.server.refuseAccessTokens();

  const answers = await tab.evaluate(() =>
    Promise.all(Array.from({ length: 20 }, () => (window.page as Article).getUser())),
  );

  expect(answers).toEqual(Array.from({ length: 20 }, () => ada.email));
  expect(site.proxy.count(REFRESH)).toBe(1);
  expect(await stored(tab, 'token')).not.toBe(before);
});

test("the article's front-end stays logged in by its first refresh token, long after the leeway", async ({ world }) => {
  const { site, tab, profile } = await articlePage(world, { accessTokenSeconds: 1, reuseLeewaySeconds: 0.2 });
  profile.guard.allow('401 /api/v1/users/get_user_data');
  const ada = await site.api.signUp();
  await logIn(tab, ada);
  const first = await stored(tab, 'refresh_token');

  for (let expiries = 0; expiries < 4; expiries++) {
    await site.api.untilAccessTokensExpire(ada);
    expect(await tab.evaluate(() => (window.page as Article).getUser())).toBe(ada.email);
  }

  expect(site.proxy.count(REFRESH, 200)).toBeGreaterThanOrEqual(3);
  expect(await stored(tab, 'refresh_token'), 'it never stores a successor').toBe(first);
});
