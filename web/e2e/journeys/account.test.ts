// Signing up, logging in, sessions, the password and the end of an account.
import { loggedIn, someoneWith, TodoPage } from '../app/todo-page.ts';
import { somebody } from '../harness/people.ts';
import { expect, test } from '../harness/world.ts';

const ENDED = /^Your session has ended/;
/** How the page learns of it. */
const ENDING = '401 /api/v1/refresh';

test('a visitor creates an account, which logs in by itself, and logs out', async ({ world }) => {
  const site = await world.site();
  const profile = await world.profile(site);
  const ada = somebody();
  const todo = await TodoPage.open(profile);
  await todo.atLogIn();
  await todo.page.getByRole('link', { name: 'Create an account' }).click();
  await todo.signUp(ada);
  await todo.atTasks();
  await todo.heading('All clear').or(todo.heading('No tasks yet')).waitFor();

  await todo.logOut();
  await todo.page.getByText('You have logged out.').waitFor();
  await todo.logIn(ada);
  await todo.atTasks();
});

test('a wrong password and a taken email get a message, and what was typed stays', async ({ world }) => {
  const site = await world.site();
  const ada = await site.api.signUp();
  const profile = await world.profile(site);
  profile.guard.allow('401 /api/v1/login', '409 /api/v1/users/', '422 /api/v1/users/');
  const todo = await TodoPage.open(profile, '/log-in');
  await todo.logIn({ ...ada, password: 'nine quiet hens' });
  await todo.page.getByRole('alert').getByText('The email or the password is wrong.').waitFor();
  expect(await todo.page.getByLabel('Email').inputValue()).toBe(ada.email);

  await todo.page.getByRole('link', { name: 'Create an account' }).click();
  await todo.signUp(ada);
  await todo.page.getByRole('alert').getByText('An account with this email already exists.').waitFor();
  await todo.signUp({ email: 'bob@example.com', password: 'password123' });
  await todo.page.getByText('Password must not be a commonly used password.').waitFor();
  expect(await todo.page.getByLabel('Password', { exact: true }).inputValue()).toBe('password123');
});

test('a reload keeps the login, and never shows the log-in page', async ({ world }) => {
  const { site, todo } = await someoneWith(world, [{ title: 'Water the plants' }]);
  await todo.page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    new MutationObserver(() => {
      const heading = document.querySelector('h1')?.textContent;
      if (heading && heading !== seen.at(-1)) seen.push(heading);
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  const slow = site.proxy.holdAnswer('POST /api/v1/refresh');
  await todo.page.reload({ waitUntil: 'commit' });
  await slow.answered;
  await todo.page.locator('main[aria-busy=true]').waitFor();
  slow.release();

  await todo.row('Water the plants').waitFor();
  expect(await todo.page.evaluate(() => (window as unknown as { seen: string[] }).seen)).toEqual(['Tasks']);
});

test('a link to the account page leads there after the log-in', async ({ world }) => {
  const site = await world.site();
  const ada = await site.api.signUp();
  const profile = await world.profile(site);
  const todo = await TodoPage.open(profile, '/account');
  await todo.logIn(ada);
  await todo.heading('Account').waitFor();
  await expect.poll(() => todo.page.title()).toBe('Account · Todo');
});

test('a session that was ended elsewhere leads to the log-in page, and what was typed is still there', async ({
  world,
}) => {
  const { site, person, profile, todo } = await someoneWith(world, [{ title: 'Water the plants' }]);
  profile.guard.allow('401 /api/v1/tasks/', ENDING);
  const form = await todo.edit('Water the plants');
  await form.getByRole('textbox', { name: 'Title' }).fill('Water all the plants');
  await todo.fillComposer({ title: 'Buy a fern', description: 'for the hall', deadline: 'tomorrow' });
  const { access_token } = await site.api.logIn(person);
  await site.api.send('DELETE', '/users/me/sessions', undefined, access_token);

  await todo.composer.getByRole('button', { name: 'Add', exact: true }).click();
  await todo.page.getByText(ENDED).waitFor();
  await todo.logIn(person);
  await todo.atTasks();

  const typed = (name: string) => todo.composer.getByRole('textbox', { name }).inputValue();
  expect(await typed('New task')).toBe('Buy a fern');
  expect(await typed('Description')).toBe('for the hall');
  expect(await typed('Deadline')).not.toBe('');
  const edited = todo.page.getByRole('form', { name: 'Edit Water the plants' }).getByRole('textbox', { name: 'Title' });
  expect(await edited.inputValue()).toBe('Water all the plants');
});

test('a stolen token ends the session with a sentence that says so', async ({ world }) => {
  const { site, profile, todo } = await someoneWith(world, [], { durable: true, reuseLeewaySeconds: 0 });
  profile.guard.allow('401 /api/v1/tasks/', ENDING);
  const [cookie] = await profile.context.cookies();
  const refresh = async (token: string | undefined) => {
    const answer = await site.api.send('POST', '/refresh', { refresh_token: token, rotate: true });
    return (answer as { refresh_token: string }).refresh_token;
  };
  await refresh(await refresh(cookie?.value));
  await site.server.refuseAccessTokens();

  await todo.page.reload();
  await todo.page.getByText(ENDED).waitFor();
});

test('when somebody else logs in in another tab, this tab shows their tasks only', async ({ world }) => {
  const { site, profile, todo } = await someoneWith(world, [{ title: 'Water the plants' }]);
  await todo.row('Water the plants').waitFor();
  const bob = await site.api.signUp(somebody('bob'));
  await site.api.createTasks(bob, [{ title: 'Walk the dog' }]);

  const other = await TodoPage.open(profile);
  await other.atTasks();
  await other.logOut();
  await todo.page.getByText('You have logged out.').waitFor();
  await other.logIn(bob);

  await todo.row('Walk the dog').waitFor();
  expect(await todo.row('Water the plants').count()).toBe(0);
  expect(await todo.titles()).toEqual(['Walk the dog']);
});

test('the account page lists the sessions, ends one, and then all others', async ({ world }) => {
  const { site, person, todo } = await someoneWith(world);
  const second = await world.profile(site);
  const third = await world.profile(site, {
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  });
  const elsewhere = await loggedIn(second, person);
  const firefox = await loggedIn(third, person);
  for (const profile of [second, third])
    profile.guard.allow('401 /api/v1/tasks/', '401 /api/v1/users/me', '401 /api/v1/users/me/sessions', ENDING);

  await todo.openAccount();
  const sessions = todo.page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
  await expect.poll(() => sessions.count()).toBe(3);
  expect(await sessions.filter({ hasText: 'This device' }).count()).toBe(1);
  await todo.page.getByRole('button', { name: /^Log out Firefox on Linux/ }).click();
  await expect.poll(() => sessions.count()).toBe(2);
  await firefox.menu('Account');
  await firefox.page.getByText(ENDED).waitFor();

  await todo.button('Log out all others').click();
  await todo.page.getByText('You are logged in on this device only.').waitFor();
  await elsewhere.menu('Account');
  await elsewhere.page.getByText(ENDED).waitFor();
  await todo.page.reload();
  await todo.heading('Account').waitFor();
});

test('a new password logs out all other devices, and this one stays logged in', async ({ world }) => {
  const { site, person, profile, todo } = await someoneWith(world);
  profile.guard.allow('403 /api/v1/users/me/password');
  const second = await world.profile(site);
  const elsewhere = await loggedIn(second, person);
  second.guard.allow('401 /api/v1/users/me', '401 /api/v1/users/me/sessions', '401 /api/v1/tasks/', ENDING);
  await todo.openAccount();
  const change = async (current: string) => {
    await todo.page.getByLabel('Current password', { exact: true }).fill(current);
    await todo.page.getByLabel('New password', { exact: true }).fill('ten loud ospreys');
    await todo.button('Change password').click();
  };

  await change('nine quiet hens');
  await todo.page.getByText('That is not your current password.').waitFor();
  await change(person.password);
  await todo.page.getByText('Your password is changed.').waitFor();

  await todo.page.reload();
  await todo.heading('Account').waitFor();
  await elsewhere.menu('Account');
  await elsewhere.page.getByText(ENDED).waitFor();
  await elsewhere.logIn({ ...person, password: 'ten loud ospreys' });
  await elsewhere.heading('Account').waitFor();
});

test('an account is deleted only after a confirmation and the password', async ({ world }) => {
  const { person, profile, todo } = await someoneWith(world, [{ title: 'Water the plants' }]);
  profile.guard.allow('401 /api/v1/login', '403 /api/v1/users/me');
  await todo.openAccount();
  await todo.button('Delete account').click();
  const dialog = todo.page.getByRole('dialog', { name: 'Delete your account?' });
  await dialog.getByLabel('Password', { exact: true }).fill(person.password);
  await dialog.getByRole('button', { name: 'Delete my account' }).click();
  await dialog.waitFor();
  await dialog.getByRole('textbox', { name: /confirm/ }).fill('delete');
  await dialog.getByRole('button', { name: 'Delete my account' }).click();

  await todo.page.getByText('Your account and all its tasks have been deleted.').waitFor();
  await todo.logIn(person);
  await todo.page.getByText('The email or the password is wrong.').waitFor();
});
