// axe-core finds nothing on any screen and in any dialog, in both themes.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { someoneWith, TodoPage } from '../app/todo-page.ts';
import { report } from '../harness/figures.ts';
import { somebody } from '../harness/people.ts';
import { afterAll } from 'vitest';
import { expect, test, type World } from '../harness/world.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const TASKS = [
  { title: 'Water the plants', description: 'two cans', deadline: '2020-01-01' },
  { title: 'Buy a fern', deadline: '2099-01-01' },
  { title: 'Call the dentist' },
];

declare global {
  var axe: { run(): Promise<AxeResults> };
}

let looks = 0;
let found = 0;
afterAll(() => report('axe', `${looks} looks at screens, dialogs and states in both themes, ${found} violations`));

/** What axe finds, in one line for each element. What moves must have come to rest, or its colours are between two. */
async function violations(page: Page): Promise<string[]> {
  const lines = await linesFrom(page);
  looks += 1;
  found += lines.length;
  return lines;
}

async function linesFrom(page: Page): Promise<string[]> {
  await page.evaluate(async () => {
    const running = document.getAnimations().filter(({ playState }) => playState === 'running');
    await Promise.allSettled(running.map(({ finished }) => finished));
  });
  await page.evaluate(AXE);
  const { violations: all, passes } = await page.evaluate(() => axe.run());
  expect(passes.length, 'axe has looked at something').toBeGreaterThan(10);
  return all.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
  );
}

async function signedIn(world: World, colorScheme: Theme, size = { width: 1280, height: 800 }) {
  const { profile, person, site, todo } = await someoneWith(world, TASKS);
  await todo.page.emulateMedia({ colorScheme });
  await todo.page.setViewportSize(size);
  return { profile, person, site, todo };
}

for (const theme of THEMES) {
  test(`the pages for guests have no violation in the ${theme} theme`, async ({ world }) => {
    const site = await world.site();
    const profile = await world.profile(site, { colorScheme: theme });
    profile.guard.allow('401 /api/v1/login');
    const todo = await TodoPage.open(profile, '/log-in');
    await todo.atLogIn();
    expect(await violations(todo.page)).toEqual([]);
    await todo.button('Log in').click();
    await todo.page.getByText('Email must not be empty.').waitFor();
    expect(await violations(todo.page), 'with field errors').toEqual([]);
    await todo.logIn({ email: 'nobody@example.com', password: 'nine quiet herons' });
    await todo.page.getByText('The email or the password is wrong.').waitFor();
    expect(await violations(todo.page), 'with a refusal').toEqual([]);

    await todo.page.goto('/sign-up');
    await todo.heading('Create an account').waitFor();
    expect(await violations(todo.page)).toEqual([]);
    await todo.page.goto('/else');
    await todo.heading('Page not found').waitFor();
    expect(await violations(todo.page)).toEqual([]);
  });

  test(`the screens for a forgotten password have no violation in the ${theme} theme`, async ({ world }) => {
    const site = await world.site();
    const { email } = await site.api.signUp();
    const profile = await world.profile(site, { colorScheme: theme });
    profile.guard.allow('400 /api/v1/users/password-reset/confirm');
    const todo = await TodoPage.open(profile, '/forgot-password');
    await todo.heading('Forgot your password?').waitFor();
    expect(await violations(todo.page)).toEqual([]);
    await todo.page.goto('/log-in');
    await todo.askForMail(email);
    expect(await violations(todo.page), 'check your mail').toEqual([]);
    await todo.button('Set new password').click();
    await todo.page.getByText('Code must be the six digits in the mail.').waitFor();
    expect(await violations(todo.page), 'with field errors').toEqual([]);
    await todo.page.setViewportSize({ width: 390, height: 844 });
    await todo.page.goto('/reset-password#request_id=none&token=none');
    await todo.heading('Set a new password').waitFor();
    expect(await violations(todo.page), 'new password').toEqual([]);
    await todo.setNewPassword('twelve calm egrets');
    await todo.heading('This link no longer works').waitFor();
    expect(await violations(todo.page), 'used link').toEqual([]);
  });

  test(`the screens that verify an email have no violation in the ${theme} theme`, async ({ world }) => {
    const site = await world.site({ emailVerification: 'required' });
    const profile = await world.profile(site, { colorScheme: theme });
    profile.guard.allow('400 /api/v1/users/email-verification/confirm', '400 /api/v1/users/email-change/confirm');
    const todo = await TodoPage.open(profile, '/sign-up');
    await todo.signUp(somebody());
    await todo.heading('Check your mail').waitFor();
    expect(await violations(todo.page), 'check your mail').toEqual([]);
    await todo.button('Verify email').click();
    await todo.page.getByText('Code must be the six digits in the mail.').waitFor();
    expect(await violations(todo.page), 'with a field error').toEqual([]);
    await todo.page.setViewportSize({ width: 390, height: 844 });
    await todo.page.goto('/verify-email#request_id=none&token=none');
    await todo.heading('Verify your email').waitFor();
    expect(await violations(todo.page), 'link').toEqual([]);
    await todo.button('Verify email').click();
    await todo.heading('This link no longer works').waitFor();
    expect(await violations(todo.page), 'used link').toEqual([]);
    await todo.button('Get a new mail').click();
    await todo.heading('Verify your email').waitFor();
    expect(await violations(todo.page), 'new mail').toEqual([]);
    await todo.page.goto('/change-email#request_id=none&token=none');
    await todo.heading('Change your email').waitFor();
    expect(await violations(todo.page), 'link to a new email').toEqual([]);
  });

  test(`the tasks have no violation in the ${theme} theme`, async ({ world }) => {
    const { todo, profile } = await signedIn(world, theme);
    await todo.row('Buy a fern').waitFor();
    expect(await violations(todo.page)).toEqual([]);
    await todo.page.getByRole('combobox', { name: 'Sort' }).selectOption('By deadline');
    await todo.page.getByRole('heading', { name: /^Overdue/ }).waitFor();
    expect(await violations(todo.page), 'by deadline').toEqual([]);
    const form = await todo.edit('Call the dentist');
    await form.getByRole('textbox', { name: 'Deadline' }).fill('one fine day');
    await form.getByRole('button', { name: 'Save' }).click();
    await todo.page.getByText('Deadline is not a date.').waitFor();
    expect(await violations(todo.page), 'while editing').toEqual([]);
    await todo.page.keyboard.press('Escape');
    await todo.page.getByRole('combobox', { name: 'Sort' }).selectOption('Newest first');
    await todo.checkbox('Buy a fern').check();
    await todo.notice('Completed “Buy a fern”.').waitFor();
    await todo.row('Buy a fern').waitFor({ state: 'hidden' });
    expect(await violations(todo.page), 'with a notice').toEqual([]);
    await todo.show('Done');
    await todo.checkbox('Buy a fern').waitFor();
    expect(await violations(todo.page), 'done').toEqual([]);
    await todo.page.getByRole('searchbox', { name: 'Search loaded tasks' }).fill('nothing like it');
    await todo.heading('No task matches').waitFor();
    expect(await violations(todo.page), 'no match').toEqual([]);
    await profile.context.setOffline(true);
    await todo.page.getByText('You are offline.').waitFor();
    expect(await violations(todo.page), 'offline').toEqual([]);
  });

  test(`menu and dialogs have no violation in the ${theme} theme`, async ({ world }) => {
    const { todo } = await signedIn(world, theme);
    await todo.row('Buy a fern').waitFor();
    await todo.button('Menu').click();
    await todo.page.getByRole('link', { name: 'Account' }).waitFor();
    expect(await violations(todo.page), 'menu').toEqual([]);
    await todo.button('Keyboard shortcuts').click();
    await todo.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    expect(await violations(todo.page), 'shortcuts').toEqual([]);
    await todo.page.keyboard.press('Escape');
    await todo.composer.getByRole('textbox', { name: 'New task' }).click();
    await todo.composer.getByRole('button', { name: 'Choose a date' }).click();
    await todo.page.getByRole('dialog', { name: 'Deadline' }).waitFor();
    expect(await violations(todo.page), 'calendar').toEqual([]);
  });

  test(`the dialog about two versions has no violation in the ${theme} theme`, async ({ world }) => {
    const { site, person, profile, todo } = await signedIn(world, theme);
    profile.guard.allow(/^412 \/api\/v1\/tasks\/\d+$/);
    const form = await todo.edit('Call the dentist');
    await form.getByRole('textbox', { name: 'Title' }).fill('Call the dentist today');
    const task = (await site.api.tasksOf(person)).find(({ title }) => title === 'Call the dentist');
    const { access_token } = await site.api.logIn(person);
    await site.api.send('PATCH', `/tasks/${task?.id}`, { title: 'Call the doctor' }, access_token);
    await form.getByRole('button', { name: 'Save' }).click();
    await todo.page.getByRole('dialog', { name: 'This task was changed somewhere else' }).waitFor();
    expect(await violations(todo.page)).toEqual([]);
  });

  test(`the account page has no violation in the ${theme} theme`, async ({ world }) => {
    const { todo } = await signedIn(world, theme);
    await todo.openAccount();
    await todo.page.getByText('This device', { exact: true }).waitFor();
    expect(await violations(todo.page)).toEqual([]);
    await todo.button('Send mail').click();
    await todo.page.getByLabel('Code').waitFor();
    await todo.button('Change email').click();
    await todo.page.getByLabel('New email').waitFor();
    expect(await violations(todo.page), 'code and new email').toEqual([]);
    await todo.button('Delete account').click();
    await todo.page.getByRole('dialog', { name: 'Delete your account?' }).waitFor();
    expect(await violations(todo.page), 'delete account').toEqual([]);
  });

  test(`a phone shows nothing else that axe finds, in the ${theme} theme`, async ({ world }) => {
    const { todo } = await signedIn(world, theme, { width: 390, height: 844 });
    await todo.row('Buy a fern').waitFor();
    expect(await violations(todo.page)).toEqual([]);
    await todo.openAccount();
    await todo.page.getByText('This device', { exact: true }).waitFor();
    expect(await violations(todo.page)).toEqual([]);
  });
}

test('the states without tasks have no violation', async ({ world }) => {
  const { profile, todo } = await someoneWith(world);
  await todo.heading('All clear').waitFor();
  expect(await violations(todo.page), 'empty').toEqual([]);
  profile.guard.allow(/^503 \/api\/v1\/tasks\/$/);
  await profile.context.route('**/api/v1/tasks/?*', (route) => route.fulfill({ status: 503, json: {} }));
  await todo.page.reload();
  await todo.heading('Your tasks could not be loaded').waitFor();
  expect(await violations(todo.page), 'error').toEqual([]);
});

test('axe finds what is wrong when something is', async ({ world }) => {
  const { todo } = await someoneWith(world);
  await todo.page.evaluate(() => document.querySelector('main')?.append(document.createElement('button')));
  expect((await linesFrom(todo.page)).join()).toContain('button-name');
});
