// Expired tokens, lost answers, a server that is down and a browser that is offline: nobody is logged out, and nothing
// that was typed is lost.
import type { Page } from 'playwright-core';
import { loggedIn, someoneWith, TodoPage } from '../app/todo-page.ts';
import { report } from '../harness/figures.ts';
import { putToSleep } from '../harness/sleep.ts';
import { expect, test } from '../harness/world.ts';

const REFRESH = 'POST /api/v1/refresh';
const CREATE = 'POST /api/v1/tasks/';
const LOST = /^ERR_(EMPTY_RESPONSE|CONNECTION_\w+|SOCKET_NOT_CONNECTED) \/api\/v1\//;
const OFFLINE = /^ERR_INTERNET_DISCONNECTED /;

const TASKS = [{ title: 'Water the plants' }, { title: 'Buy a fern' }];

test('after a night of sleep the page goes on as if nothing had happened', async ({ world }) => {
  const { site, person, profile, todo } = await someoneWith(world, TASKS, { accessTokenSeconds: 2 });
  profile.guard.allow('401 /api/v1/tasks/');
  await todo.row('Buy a fern').waitFor();
  const wakeUp = await putToSleep(todo.page);
  await site.api.untilAccessTokensExpire(person);
  await wakeUp();

  await todo.add({ title: 'Call the dentist' });
  expect(await site.api.openTitles(person)).toContain('Call the dentist');
});

test('ten tabs that wake up at the same time stay logged in', async ({ world }) => {
  const { site, person, profile, todo } = await someoneWith(world, TASKS, { accessTokenSeconds: 8 });
  profile.guard.allow('401 /api/v1/tasks/');
  const others = await Promise.all(Array.from({ length: 9 }, () => TodoPage.open(profile)));
  const tabs = [todo, ...others];
  for (const tab of tabs) await tab.row('Buy a fern').waitFor();
  const asleep = await Promise.all(tabs.map(({ page }) => putToSleep(page)));
  await site.api.untilAccessTokensExpire(person);
  const before = site.proxy.count(REFRESH);
  await Promise.all(asleep.map((wakeUp) => wakeUp()));

  for (const [index, tab] of tabs.entries()) {
    await tab.page.bringToFront();
    await tab.add({ title: `Task ${index}` });
  }
  report(
    'refresh calls, 10 tabs of the page that wake together and each add a task',
    site.proxy.count(REFRESH) - before,
  );
  expect(site.proxy.count(REFRESH, 401)).toBe(0);
  expect((await site.api.openTitles(person)).length).toBe(TASKS.length + tabs.length);
});

test('a refresh whose answer is lost is not noticed', async ({ world }) => {
  const { site, person, profile, todo } = await someoneWith(world, TASKS, { durable: true });
  profile.guard.allow('401 /api/v1/tasks/', LOST);
  await todo.row('Buy a fern').waitFor();
  await site.server.refuseAccessTokens();
  const lost = site.proxy.loseAnswer(REFRESH);

  await todo.add({ title: 'Call the dentist' });
  await lost.answered;
  expect(await site.api.openTitles(person)).toContain('Call the dentist');
  await todo.page.reload();
  await todo.row('Call the dentist').waitFor();
});

test('a creation whose answer is lost makes one task', async ({ world }) => {
  const { site, person, profile, todo } = await someoneWith(world);
  profile.guard.allow(LOST);
  const lost = site.proxy.loseAnswer(CREATE);
  await todo.fillComposer({ title: 'Water the plants' });
  await todo.page.keyboard.press('Enter');
  await lost.answered;
  await expect
    .poll(() => todo.composer.getByRole('textbox', { name: 'New task' }).inputValue())
    .toBe('Water the plants');
  await todo.composer.getByRole('alert').filter({ hasText: /\w/ }).waitFor();

  await todo.composer.getByRole('button', { name: 'Add', exact: true }).click();
  await todo.row('Water the plants').waitFor();
  expect(await site.api.openTitles(person)).toEqual(['Water the plants']);
});

test('a double click on Add makes one task', async ({ world }) => {
  const { site, person, todo } = await someoneWith(world);
  const slow = site.proxy.holdAnswer(CREATE);
  await todo.fillComposer({ title: 'Water the plants' });
  await todo.composer.getByRole('button', { name: 'Add', exact: true }).dblclick();
  await slow.answered;
  slow.release();
  await todo.row('Water the plants').waitFor();
  expect(await site.api.openTitles(person)).toEqual(['Water the plants']);
  expect(site.proxy.count(CREATE)).toBe(1);
});

test('while the server is down nothing is lost, and when it is back the page goes on', async ({ world }) => {
  const { site, person, profile, todo } = await someoneWith(world, TASKS, { durable: true });
  profile.guard.allow(LOST);
  await todo.row('Buy a fern').waitFor();
  await site.server.stop();
  await todo.checkbox('Buy a fern').click();
  await todo.notice(/^“Buy a fern” could not be completed\./).waitFor();
  expect(await todo.checkbox('Buy a fern').isChecked(), 'what did not happen is not shown').toBe(false);
  await todo.fillComposer({ title: 'Call the dentist', description: 'before noon' });
  await todo.composer.getByRole('button', { name: 'Add', exact: true }).click();
  await todo.composer.getByRole('alert').filter({ hasText: /\w/ }).waitFor();

  await site.server.startAgain();
  const typed = todo.composer.getByRole('textbox', { name: 'New task' });
  expect(await typed.inputValue()).toBe('Call the dentist');
  await todo.composer.getByRole('button', { name: 'Add', exact: true }).click();
  await todo.row('Call the dentist').waitFor();
  expect(await site.api.openTitles(person)).toEqual(['Water the plants', 'Buy a fern', 'Call the dentist']);
});

test('a page that is loaded while the API is down says so, and shows the tasks once it is back', async ({ world }) => {
  const { site, profile, todo } = await someoneWith(world, TASKS);
  profile.guard.allow(LOST, /^50[0-9] \/api\/v1\//);
  await profile.context.route('**/api/v1/**', (route) => route.abort('connectionreset'));
  await todo.page.reload();
  await todo.page.getByRole('alert').filter({ hasText: 'This page keeps trying.' }).waitFor();
  expect(await todo.heading('Log in').count(), 'nobody has logged out').toBe(0);

  await profile.context.unroute('**/api/v1/**');
  await todo.row('Buy a fern').waitFor();
  expect(site.proxy.count(REFRESH, 200)).toBeGreaterThan(0);
});

test('offline, a banner appears, and what is typed survives a reload and is sent later', async ({ world }) => {
  const { site, person, profile, todo } = await someoneWith(world, TASKS);
  profile.guard.allow(OFFLINE, LOST);
  await todo.row('Buy a fern').waitFor();
  await profile.context.setOffline(true);
  await todo.page.getByText('You are offline. What you type is kept.').waitFor();
  const form = await todo.edit('Water the plants');
  await form.getByRole('textbox', { name: 'Title' }).fill('Water all the plants');
  await form.getByRole('button', { name: 'Save' }).click();
  await todo.fillComposer({ title: 'Call the dentist' });
  await todo.composer.getByRole('button', { name: 'Add', exact: true }).click();
  await todo.page.getByRole('alert').filter({ hasText: /\w/ }).first().waitFor();

  await profile.context.setOffline(false);
  await todo.page.getByText('You are offline. What you type is kept.').waitFor({ state: 'hidden' });
  await todo.page.reload();
  await todo.atTasks();
  expect(await typedTitle(todo.page)).toBe('Call the dentist');
  await todo.composer.getByRole('button', { name: 'Add', exact: true }).click();
  await todo.row('Call the dentist').waitFor();
  const again = todo.page.getByRole('form', { name: 'Edit Water the plants' });
  expect(await again.getByRole('textbox', { name: 'Title' }).inputValue()).toBe('Water all the plants');
  await again.getByRole('button', { name: 'Save' }).click();
  await todo.row('Water all the plants').waitFor();
  expect(await site.api.openTitles(person)).toEqual(['Water all the plants', 'Buy a fern', 'Call the dentist']);
});

const typedTitle = (page: Page) => page.getByRole('textbox', { name: 'New task' }).inputValue();

test('a logout while offline shows the log-in page, and a reload does not bring the session back', async ({
  world,
}) => {
  const site = await world.site();
  const ada = await site.api.signUp();
  const profile = await world.profile(site);
  profile.guard.allow(OFFLINE);
  const todo = await loggedIn(profile, ada);
  await profile.context.setOffline(true);
  await todo.logOut();
  await profile.context.setOffline(false);
  await todo.page.reload();
  await todo.atLogIn();
  await expect.poll(() => site.proxy.count('POST /api/v1/logout', 204)).toBeGreaterThan(0);
});
