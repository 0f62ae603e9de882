// A forgotten password: the mail, its link and its code, and what happens to those that no longer work.
import { loggedIn, someoneWith, TodoPage } from '../app/todo-page.ts';
import { mailsTo, resetMail } from '../harness/mailbox.ts';
import { somebody } from '../harness/people.ts';
import { expect, test, type World } from '../harness/world.ts';

const NEW = 'twelve calm egrets';
const CONFIRM = '/api/v1/users/password-reset/confirm';
const CHANGED = /^Your password is changed\./;
const REFUSED = `400 ${CONFIRM}`;
const ENDING = '401 /api/v1/refresh';

/** Somebody who is logged out, at the log-in page. */
async function forgetful(world: World) {
  const site = await world.site();
  const person = await site.api.signUp();
  const profile = await world.profile(site);
  const todo = await TodoPage.open(profile, '/log-in');
  await todo.atLogIn();
  return { site, person, profile, todo };
}

test('the link in the mail sets a new password, and the old one stops working', async ({ world }) => {
  const { site, person, profile, todo } = await forgetful(world);
  profile.guard.allow('401 /api/v1/login');
  await todo.askForMail(person.email);
  const { link } = await resetMail(site.origin, person.email);

  const opened = await TodoPage.open(profile, link);
  await opened.heading('Set a new password').waitFor();
  expect(new URL(opened.page.url()).hash, 'the secret is out of the address').toBe('');
  await opened.setNewPassword(NEW);
  await opened.page.getByText(CHANGED).waitFor();

  await opened.logIn(person);
  await opened.page.getByText('The email or the password is wrong.').waitFor();
  await opened.logIn({ ...person, password: NEW });
  await opened.atTasks();
});

test('the code in the mail sets a new password on the screen that asked for it', async ({ world }) => {
  const { site, person, todo } = await forgetful(world);
  await todo.page.getByLabel('Email').fill(person.email);
  await todo.page.getByRole('link', { name: 'Forgot your password?' }).click();
  await todo.heading('Forgot your password?').waitFor();
  expect(await todo.page.getByLabel('Email').inputValue(), 'nobody types it twice').toBe(person.email);
  await todo.button('Send mail').click();
  const { code } = await resetMail(site.origin, person.email);

  await todo.heading('Check your mail').waitFor();
  await todo.page.reload();
  await todo.page.getByLabel('Code').fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await todo.setNewPassword(NEW);
  await todo.page.getByText(CHANGED).waitFor();
  await todo.logIn({ ...person, password: NEW });
  await todo.atTasks();
});

test('a wrong code gets a message, and what was typed stays', async ({ world }) => {
  const { site, person, profile, todo } = await forgetful(world);
  profile.guard.allow(REFUSED, `422 ${CONFIRM}`);
  await todo.askForMail(person.email);
  const { code } = await resetMail(site.origin, person.email);
  await todo.page.getByLabel('Code').fill('12345');
  await todo.setNewPassword(NEW);
  await todo.page.getByText('Code must be the six digits in the mail.').waitFor();
  await todo.page.getByLabel('Code').fill(code === '000000' ? '000001' : '000000');
  await todo.button('Set new password').click();
  await todo.page.getByRole('alert').getByText('The code is wrong, has expired or was used.').waitFor();
  expect(await todo.page.getByLabel('New password', { exact: true }).inputValue()).toBe(NEW);

  await todo.page.getByLabel('Code').fill(code);
  await todo.setNewPassword('password123');
  await todo.page.getByText('New password must not be a commonly used password.').waitFor();
  await todo.setNewPassword(NEW);
  await todo.page.getByText(CHANGED).waitFor();
});

test('a reset whose answer was lost logs in when it is sent again', async ({ world }) => {
  const { site, person, profile, todo } = await forgetful(world);
  profile.guard.allow(REFUSED, /^ERR_\w+ /);
  await todo.askForMail(person.email);
  const { code } = await resetMail(site.origin, person.email);
  const lost = site.proxy.loseAnswer(`POST ${CONFIRM}`);
  await todo.page.getByLabel('Code').fill(code);
  await todo.setNewPassword(NEW);
  await lost.answered;
  await todo.page.getByText('The server did not answer.').waitFor();
  await todo.button('Set new password').click();
  await todo.atTasks();
});

test('the mail is sent again after a pause, and then only the newer one works', async ({ world }) => {
  const { site, person, profile, todo } = await forgetful(world);
  profile.guard.allow(REFUSED);
  await todo.page.clock.install();
  await todo.page.reload();
  await todo.askForMail(person.email);
  const older = await resetMail(site.origin, person.email);
  await todo.button('Send again').press('Enter');
  await todo.page.clock.fastForward(31_000);
  await todo.page.locator('button[aria-disabled=false]', { hasText: 'Send again' }).click();
  await todo.page.getByText('Sent again. Only the newest mail works.').waitFor();
  const newer = await resetMail(site.origin, person.email, 2);
  expect(site.proxy.count('POST /api/v1/users/password-reset'), 'none before the pause was over').toBe(2);

  await todo.page.getByLabel('Code').fill(older.code);
  await todo.setNewPassword(NEW);
  await todo.page.getByRole('alert').getByText('The code is wrong, has expired or was used.').waitFor();
  await todo.page.getByLabel('Code').fill(newer.code);
  await todo.button('Set new password').click();
  await todo.page.getByText(CHANGED).waitFor();
});

test('a used link says so, and leads to a new mail', async ({ world }) => {
  const { site, person, profile, todo } = await forgetful(world);
  profile.guard.allow(REFUSED);
  await todo.askForMail(person.email);
  const { link } = await resetMail(site.origin, person.email);
  const first = await TodoPage.open(profile, link);
  await first.setNewPassword(NEW);
  await first.page.getByText(CHANGED).waitFor();

  const second = await TodoPage.open(profile, link);
  await second.setNewPassword('ten loud ospreys');
  await second.heading('This link no longer works').waitFor();
  await second.page.getByRole('link', { name: 'Get a new mail' }).click();
  await second.heading('Forgot your password?').waitFor();
  await site.api.logIn({ ...person, password: NEW });
});

test('a program that opens the link changes nothing', async ({ world }) => {
  const { site, person, profile, todo } = await forgetful(world);
  await todo.askForMail(person.email);
  const { link } = await resetMail(site.origin, person.email);
  const scanner = await world.profile(site);
  const seen = await TodoPage.open(scanner, link);
  await seen.heading('Set a new password').waitFor();
  await seen.page.waitForLoadState('networkidle');
  expect(site.proxy.seen.filter(({ route }) => route.endsWith(CONFIRM))).toEqual([]);

  await site.api.logIn(person);
  const opened = await TodoPage.open(profile, link);
  await opened.setNewPassword(NEW);
  await opened.page.getByText(CHANGED).waitFor();
});

test('an unknown email sees the same screens, and gets no mail', async ({ world }) => {
  const { site, person, todo } = await forgetful(world);
  const stranger = somebody('stranger');
  const textFor = async (email: string) => {
    await todo.askForMail(email);
    const text = await todo.page.getByRole('main').innerText();
    await todo.page.getByRole('link', { name: 'Back to log in' }).click();
    await todo.page.evaluate(() => sessionStorage.clear());
    await todo.page.goto('/log-in');
    return text.replaceAll(email, 'EMAIL').replace(/\d+ s\b/, 'WAIT');
  };
  const unknown = await textFor(stranger.email);
  expect(await textFor(person.email)).toBe(unknown);
  await resetMail(site.origin, person.email);
  expect(await mailsTo(site.origin, stranger.email)).toEqual([]);
});

test('a password change in another tab ends the link', async ({ world }) => {
  const { site, person, profile } = await someoneWith(world);
  profile.guard.allow(REFUSED);
  const other = await world.profile(site);
  const asking = await TodoPage.open(other, '/log-in');
  await asking.askForMail(person.email);
  const { link } = await resetMail(site.origin, person.email);
  const opened = await TodoPage.open(profile, link);
  await opened.heading('Set a new password').waitFor();

  const changing = await TodoPage.open(profile, '/account');
  await changing.page.getByLabel('Current password', { exact: true }).fill(person.password);
  await changing.page.getByLabel('New password', { exact: true }).fill('ten loud ospreys');
  await changing.button('Change password').click();
  await changing.page.getByText('Your password is changed.').waitFor();

  await opened.setNewPassword(NEW);
  await opened.heading('This link no longer works').waitFor();
  await site.api.logIn({ ...person, password: 'ten loud ospreys' });
});

test('a reset logs out the tabs of the account, which say why', async ({ world }) => {
  const { site, person, profile, todo } = await someoneWith(world);
  profile.guard.allow('401 /api/v1/users/me', '401 /api/v1/tasks/', ENDING);
  const other = await world.profile(site);
  other.guard.allow('401 /api/v1/users/me', '401 /api/v1/tasks/', ENDING);
  const elsewhere = await loggedIn(other, person);
  await site.api.send('POST', '/users/password-reset', { email: person.email });
  const { link } = await resetMail(site.origin, person.email);

  const opened = await TodoPage.open(profile, link);
  await opened.setNewPassword(NEW);
  await opened.page.getByText(CHANGED).waitFor();
  await todo.page.getByText(/^Your session has ended/).waitFor();
  await elsewhere.page.reload();
  await elsewhere.page.getByText(/^Your session has ended/).waitFor();
});

test('the address without a link leads to a new mail', async ({ world }) => {
  const { profile } = await forgetful(world);
  const todo = await TodoPage.open(profile, '/reset-password');
  await todo.heading('Forgot your password?').waitFor();
  expect(new URL(todo.page.url()).pathname).toBe('/forgot-password');
});
