// Cookie mode over plain HTTP on a development machine: the cookie is `Secure` and has the prefix `__Host-`, and both
// browsers treat loopback hosts as secure.
import { afterAll, beforeAll } from 'vitest';
import { Firefox, type FirefoxTab } from '../harness/firefox.ts';
import { somebody, type Person } from '../harness/people.ts';
import { expect, test, type Site } from '../harness/world.ts';

let firefox: Firefox;
beforeAll(async () => void (firefox = await Firefox.start()));
afterAll(() => firefox.stop());

const HOSTS = ['127.0.0.1', 'localhost'];

/** Something of the API's origin that loads without a script. */
const EMPTY = '/favicon.svg';

const originAt = (site: Site, host: string) => site.origin.replace('127.0.0.1', host);

const logIn = ({ email, password }: Person) => `
  fetch('/api/v1/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: '${email}', password: '${password}', session: 'cookie' }),
  }).then(async (response) => response.status + ' ' + ('refresh_token' in (await response.json())))`;
const REFRESH = `fetch('/api/v1/refresh', { method: 'POST' }).then((response) => response.status)`;
const LOG_OUT = `fetch('/api/v1/logout', { method: 'POST' }).then((response) => response.status)`;

/** Logs in, reloads, refreshes twice, logs out: what each step answers. */
async function session(tab: { value(code: string): Promise<unknown>; reload(): Promise<unknown> }, person: Person) {
  const answers = [await tab.value(logIn(person))];
  await tab.reload();
  answers.push(await tab.value(REFRESH), await tab.value('document.cookie'));
  await tab.reload();
  answers.push(await tab.value(REFRESH), await tab.value(LOG_OUT), await tab.value(REFRESH));
  return answers;
}

const EXPECTED = ['200 false', 200, '', 200, 204, 401];

for (const host of HOSTS) {
  test(`Chromium keeps the cookie on http://${host}, hides it from scripts and forgets it at the logout`, async ({
    world,
  }) => {
    const site = await world.site();
    const ada = await site.api.signUp();
    const profile = await world.profile({ origin: originAt(site, host) });
    // A file that is shown alone has no icon of its own.
    profile.guard.allow('401 /api/v1/refresh', '404 /favicon.ico');
    const page = await profile.tab();
    await page.goto(EMPTY);
    const tab = { value: (code: string) => page.evaluate<unknown>(code), reload: () => page.reload() };

    expect(await session(tab, ada)).toEqual(EXPECTED);
  });
}

test.for(HOSTS)(
  'Firefox keeps the cookie on http://%s, hides it from scripts and forgets it at the logout',
  async (host, { world }) => {
    const site = await world.site();
    const ada = await site.api.signUp();
    const tab = await firefox.tab();
    await tab.goto(originAt(site, host) + EMPTY);

    expect(await session(tab, ada)).toEqual(EXPECTED);
  },
);

// The page itself in Firefox: a person signs up, adds a task, reloads, and stays logged in when the access token expires.

const TITLE = 'Water the plants';
const heading = (tab: FirefoxTab) => tab.value(`document.querySelector('h1')?.textContent ?? ''`);
/** The titles of the tasks that are shown. */
const titles = (tab: FirefoxTab) =>
  tab.value(`[...document.querySelectorAll('li[data-task-id]')].map((row) => row.getAttribute('aria-label')).join()`);

/** Puts the focus into the field with this label, and types. */
async function typeInto(tab: FirefoxTab, label: string, text: string): Promise<void> {
  const focus = `(() => {
    const fields = [...document.querySelectorAll('input, textarea')];
    const field = fields.find(({ labels }) => labels[0]?.textContent.trim() === '${label}');
    field?.focus();
    return field === document.activeElement;
  })()`;
  await expect.poll(() => tab.value(focus)).toBe(true);
  await tab.type(text);
}

const ENTER = '\uE007';

test.for(HOSTS)('the page keeps its login in Firefox on http://%s', async (host, { world }) => {
  const site = await world.site({ durable: true });
  const tab = await firefox.tab();
  const origin = originAt(site, host);
  const ada = somebody();
  await tab.goto(`${origin}/sign-up`);
  await expect.poll(() => heading(tab)).toBe('Create an account');
  await typeInto(tab, 'Email', ada.email);
  await typeInto(tab, 'Password', ada.password + ENTER);
  await expect.poll(() => heading(tab)).toBe('Tasks');
  await typeInto(tab, 'New task', TITLE + ENTER);
  await expect.poll(() => titles(tab)).toBe(TITLE);

  await tab.reload();
  await expect.poll(() => titles(tab)).toBe(TITLE);
  await site.server.refuseAccessTokens();
  await typeInto(tab, 'New task', `Buy a fern${ENTER}`);
  await expect.poll(() => titles(tab)).toBe(`Buy a fern,${TITLE}`);

  expect(await tab.value('document.cookie + localStorage.length + Object.keys(localStorage)')).not.toContain('eyJ');
  expect(site.proxy.count('POST /api/v1/refresh', 200)).toBeGreaterThanOrEqual(2);
  expect(firefox.errors, 'what Firefox has printed as errors').toEqual([]);
});
