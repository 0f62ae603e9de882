// A new email for the account: it counts once a mail to it was confirmed, and ends all sessions.
import { loggedIn, someoneWith, TodoPage } from '../app/todo-page.ts';
import { changeMail, mailsTo } from '../harness/mailbox.ts';
import { somebody, type Person } from '../harness/people.ts';
import { expect, test, type World } from '../harness/world.ts';

const ASK = '/api/v1/users/me/email-change';
const CONFIRM = '/api/v1/users/email-change/confirm';
const REFUSED = `400 ${CONFIRM}`;
const CHANGED = /^Your email is changed\./;
/** How a page learns that its session has ended. */
const ENDING = ['401 /api/v1/users/me', '401 /api/v1/users/me/sessions', '401 /api/v1/tasks/', '401 /api/v1/refresh'];

async function atAccount(world: World) {
  const made = await someoneWith(world);
  made.profile.guard.allow(...ENDING);
  await made.todo.openAccount();
  return { ...made, next: somebody('countess').email };
}

async function fill(todo: TodoPage, email: string, password: string): Promise<void> {
  const form = todo.page.getByRole('form', { name: 'Change email' });
  await form.getByLabel('New email').fill(email);
  await form.getByLabel('Current password', { exact: true }).fill(password);
  await form.getByRole('button', { name: 'Send mail' }).click();
}

async function ask(todo: TodoPage, email: string, { password }: Person): Promise<void> {
  await todo.button('Change email').click();
  await fill(todo, email, password);
  await todo.button('Start again').waitFor();
}

test('the code in the mail to the new email changes it, and the old one stops working', async ({ world }) => {
  const { site, person, profile, todo, next } = await atAccount(world);
  profile.guard.allow('401 /api/v1/login');
  await ask(todo, next, person);
  const { code } = await changeMail(site.origin, next);
  await todo.page.reload();
  await todo.enterCode(code, 'Change email');

  await todo.page.getByText(CHANGED).waitFor();
  expect(await todo.page.getByLabel('Email').inputValue(), 'nobody types it twice').toBe(next);
  await todo.logIn(person);
  await todo.page.getByText('The email or the password is wrong.').waitFor();
  await todo.logIn({ ...person, email: next });
  await todo.heading('Account').waitFor();
  await todo.page.getByText(next, { exact: true }).first().waitFor();
  await todo.page.getByText('Verified', { exact: true }).waitFor();
  await todo.button('Change email').waitFor();
  // Of the sign-up, of the request and of the change.
  await expect.poll(async () => (await mailsTo(site.origin, person.email)).length).toBe(3);
});

test('the link in the mail changes it in a browser that is not logged in', async ({ world }) => {
  const { site, person, todo, next } = await atAccount(world);
  await ask(todo, next, person);
  const { link } = await changeMail(site.origin, next);
  const phone = await TodoPage.open(await world.profile(site), link);
  await phone.heading('Change your email').waitFor();
  expect(new URL(phone.page.url()).hash, 'the secret is out of the address').toBe('');
  await phone.button('Change email').click();
  await phone.page.getByText(CHANGED).waitFor();
  await phone.logIn({ ...person, email: next });
  await phone.atTasks();

  await todo.menu('Account');
  await todo.page.reload();
  await todo.page.getByText(/^Your session has ended/).waitFor();
});

test('a wrong password and the current email get a message, and what was typed stays', async ({ world }) => {
  const { person, profile, todo, next } = await atAccount(world);
  profile.guard.allow(`403 ${ASK}`);
  await todo.button('Change email').click();
  await fill(todo, person.email, person.password);
  await todo.page.getByText('New email must be a different one.').waitFor();
  await fill(todo, next, 'nine quiet hens');
  await todo.page.getByText('That is not your current password.').waitFor();
  await todo.page.reload();
  const form = todo.page.getByRole('form', { name: 'Change email' });
  await form.waitFor();
  const field = form.getByLabel('New email');
  expect(await field.inputValue()).toBe(next);
  expect(await field.evaluate((input) => input === document.activeElement), 'a reload does not scroll').toBe(false);
  await form.getByRole('button', { name: 'Cancel' }).click();
  const opener = todo.button('Change email');
  await expect.poll(() => opener.evaluate((button) => button === document.activeElement)).toBe(true);
});

test('a mistyped email can be typed again', async ({ world }) => {
  const { site, person, todo, next } = await atAccount(world);
  await ask(todo, `x${next}`, person);
  await todo.button('Start again').click();
  const typing = () => todo.page.evaluate(() => document.activeElement?.getAttribute('name'));
  await expect.poll(typing).toBe('email');
  const form = todo.page.getByRole('form', { name: 'Change email' });
  expect(await form.getByLabel('New email').inputValue()).toBe(`x${next}`);
  await fill(todo, next, person.password);
  const { code } = await changeMail(site.origin, next);
  await todo.enterCode(code, 'Change email');
  await todo.page.getByText(CHANGED).waitFor();
});

test('an email that is taken by the time of the confirmation changes nothing', async ({ world }) => {
  const { site, person, profile, todo } = await atAccount(world);
  profile.guard.allow(`409 ${CONFIRM}`);
  const bob = await site.api.signUp(somebody('bob'));
  await ask(todo, bob.email, person);
  const { code } = await changeMail(site.origin, bob.email);
  await todo.enterCode(code, 'Change email');
  await todo.page.getByRole('alert').getByText('An account with this email already exists.').waitFor();
  await site.api.logIn(person);
  await site.api.logIn(bob);
});

test('a change whose answer was lost leads to the log-in page when it is sent again', async ({ world }) => {
  const { site, person, profile, todo, next } = await atAccount(world);
  profile.guard.allow(REFUSED, /^ERR_\w+ /);
  await ask(todo, next, person);
  const { code } = await changeMail(site.origin, next);
  const lost = site.proxy.loseAnswer(`POST ${CONFIRM}`);
  await todo.enterCode(code, 'Change email');
  await lost.answered;
  await todo.page.getByText('The server did not answer.').waitFor();
  await todo.button('Change email').click();
  await todo.page.getByText(CHANGED).waitFor();
  expect(await todo.page.getByLabel('Email').inputValue()).toBe(next);
});

test('a program that opens the link changes nothing, and a used link says so', async ({ world }) => {
  const { site, person, profile, todo, next } = await atAccount(world);
  await ask(todo, next, person);
  const { link } = await changeMail(site.origin, next);
  for (const method of ['GET', 'HEAD']) {
    const answer = await fetch(site.origin + link.replace('#', '?'), { method, headers: { accept: 'text/html' } });
    expect(answer.status).toBe(200);
  }
  const scanner = await world.profile(site);
  scanner.guard.allow(REFUSED);
  const seen = await TodoPage.open(scanner, link);
  await seen.button('Change email').waitFor();
  await seen.page.waitForLoadState('networkidle');
  expect(site.proxy.seen.filter(({ route }) => route.endsWith(CONFIRM))).toEqual([]);
  await site.api.logIn(person);

  const opened = await TodoPage.open(profile, link);
  await opened.button('Change email').click();
  await opened.page.getByText(CHANGED).waitFor();
  await seen.button('Change email').click();
  await seen.heading('This link no longer works').waitFor();
});

test('a change logs out the other devices, which say why', async ({ world }) => {
  const { site, person, todo, next } = await atAccount(world);
  const second = await world.profile(site);
  second.guard.allow(...ENDING);
  const elsewhere = await loggedIn(second, person);
  await ask(todo, next, person);
  const { code } = await changeMail(site.origin, next);
  await todo.enterCode(code, 'Change email');
  await todo.page.getByText(CHANGED).waitFor();
  await elsewhere.page.reload();
  await elsewhere.page.getByText(/^Your session has ended: .* the email was changed/).waitFor();
});

test('a change that was begun is not shown to the next person at this browser', async ({ world }) => {
  const { site, person, todo, next } = await atAccount(world);
  await ask(todo, next, person);
  await todo.logOut();
  const bob = await site.api.signUp(somebody('bob'));
  await todo.logIn(bob);
  await todo.atTasks();
  await todo.openAccount();
  await todo.button('Change email').waitFor();
  expect(await todo.page.getByText(next).count()).toBe(0);
  expect(await todo.page.evaluate(() => sessionStorage.length)).toBe(0);
});
