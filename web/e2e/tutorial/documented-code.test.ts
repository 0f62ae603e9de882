// The code blocks of docs/clients.md, run as they are written there.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { bundled, OtherOrigin } from '../harness/other-origin.ts';
import { expect, test, type Site, type World } from '../harness/world.ts';

const REFRESH = 'POST /api/v1/refresh';
const DOCUMENTED_URL = 'http://127.0.0.1:3000/api/v1';

/** The first code block below this heading. */
async function blockBelow(heading: string): Promise<string> {
  const text = await readFile(new URL('../../../docs/clients.md', import.meta.url), 'utf8');
  const [, section = ''] = text.split(`\n## ${heading}\n`);
  const block = /```(?:js|ts)\n(.*?)```/s.exec(section)?.[1];
  if (!block) throw new Error(`docs/clients.md has no code below "${heading}"`);
  return block;
}

async function pageOf(world: World, moduleFor: (url: string) => string) {
  const other = await OtherOrigin.start();
  world.atEnd(() => other.stop());
  const site = await world.site({ durable: true, allowedOrigins: [other.origin] });
  await other.serve(moduleFor(`${site.origin}/api/v1`));
  const profile = await world.profile(other, { hosts: [new URL(site.origin).host] });
  profile.guard.allow('401 /api/v1/users/me');
  const tab = await profile.tab();
  await tab.goto('/');
  await expect.poll(() => tab.evaluate(() => typeof window.page)).toBe('object');
  return { site, tab };
}

/** What the block exports: some of these. */
interface Documented {
  api: { get(path: string): Promise<{ data: { email: string } }> };
  request: (path: string) => Promise<Response>;
  logIn(email: string, password: string): Promise<unknown>;
  logOut(): Promise<void>;
  openTasks(): Promise<string[]>;
}

/** Every access token is refused before the requests. */
async function twentyAnswers(site: Site, tab: Page, one: (tab: Page) => Promise<string[]>) {
  await site.server.refuseAccessTokens();
  const before = site.proxy.count(REFRESH);
  const answers = await one(tab);
  return { answers, refreshes: site.proxy.count(REFRESH) - before };
}

async function logIn(site: Site, tab: Page) {
  const ada = await site.api.signUp();
  await tab.evaluate(async ({ email, password }) => (window.page as Documented).logIn(email, password), ada);
  return ada;
}

async function logOutEndsTheSession(site: Site, tab: Page) {
  await tab.evaluate(() => (window.page as Documented).logOut());
  expect(site.proxy.count('POST /api/v1/logout', 204)).toBe(1);
}

test('the code with axios-auth-refresh makes one refresh for 20 requests', async ({ world }) => {
  const block = await blockBelow('axios-auth-refresh');
  expect(block).toContain(DOCUMENTED_URL);
  const { site, tab } = await pageOf(world, (url) => block.replace(DOCUMENTED_URL, url));
  const ada = await logIn(site, tab);

  for (let times = 0; times < 2; times++) {
    const { answers, refreshes } = await twentyAnswers(site, tab, (page) =>
      page.evaluate(async () => {
        const { api } = window.page as Documented;
        const all = await Promise.all(Array.from({ length: 20 }, () => api.get('/users/me')));
        return all.map(({ data }) => data.email);
      }),
    );
    expect(answers).toEqual(Array.from({ length: 20 }, () => ada.email));
    expect(refreshes).toBe(1);
  }
  await logOutEndsTheSession(site, tab);
});

test('the code with plain fetch makes one refresh for 20 requests', async ({ world }) => {
  const block = await blockBelow('Plain fetch');
  expect(block).toContain(DOCUMENTED_URL);
  const { site, tab } = await pageOf(world, (url) => block.replace(DOCUMENTED_URL, url));
  const ada = await logIn(site, tab);

  for (let times = 0; times < 2; times++) {
    const { answers, refreshes } = await twentyAnswers(site, tab, (page) =>
      page.evaluate(async () => {
        const { request } = window.page as Documented;
        const all = await Promise.all(Array.from({ length: 20 }, () => request('/users/me')));
        return Promise.all(all.map(async (response) => ((await response.json()) as { email: string }).email));
      }),
    );
    expect(answers).toEqual(Array.from({ length: 20 }, () => ada.email));
    expect(refreshes).toBe(1);
  }
  await logOutEndsTheSession(site, tab);
});

test('three lines give an existing axios instance the session', async ({ world }) => {
  const block = await blockBelow('An existing axios front-end');
  // The block attaches a client that it makes. This page needs it to log in, too.
  const module = block.replace('attach(createClient(', 'attach(client = createClient(');
  expect(module).not.toBe(block);
  const { site, tab } = await pageOf(
    world,
    (url) => `
      import axios from 'axios';
      export const api = axios.create({ baseURL: '${url}' });
      let client;
      ${module}
      export const logIn = (email, password) => client.logIn({ email, password });`,
  );
  const ada = await logIn(site, tab);

  const { answers, refreshes } = await twentyAnswers(site, tab, (page) =>
    page.evaluate(async () => {
      const { api } = window.page as Documented;
      const all = await Promise.all(Array.from({ length: 20 }, () => api.get('/users/me')));
      return all.map(({ data }) => data.email);
    }),
  );
  expect(answers).toEqual(Array.from({ length: 20 }, () => ada.email));
  expect(refreshes).toBe(1);
});

test('the example of todo-lambda-client logs in, lists tasks and shows the session', async ({ world }) => {
  const script = await bundled(await blockBelow('todo-lambda-client'));
  const site = await world.site();
  const ada = await site.api.signUp();
  await site.api.createTasks(ada, [{ title: 'Water the plants' }, { title: 'Buy a fern' }]);
  const profile = await world.profile(site);
  profile.guard.allow('401 /api/v1/login');
  const html = '<!doctype html><title>example</title><link rel="icon" href="data:," /><body></body>';
  await profile.context.route('**/example', (route) => route.fulfill({ body: html, contentType: 'text/html' }));
  await profile.context.route('**/page.js', (route) => route.fulfill({ body: script, contentType: 'text/javascript' }));
  const tab = await profile.tab();
  await tab.goto('/example');
  await tab.addScriptTag({ type: 'module', content: "import * as page from '/page.js'; window.page = page;" });
  const session = () => tab.evaluate(() => document.body.dataset.session);
  await expect.poll(session).toBe('signed-out');

  const wrong = { email: ada.email, password: 'nine quiet hens' };
  const logInAs = (person: typeof ada) =>
    tab.evaluate(({ email, password }) => (window.page as Documented).logIn(email, password), person);
  expect(await logInAs(wrong)).toBe('Incorrect email or password');
  await logInAs(ada);

  expect(await session()).toBe('signed-in');
  expect(await tab.evaluate(() => (window.page as Documented).openTasks())).toEqual(['Water the plants', 'Buy a fern']);
});
