// A verified email: by the link and by the code in a mail, before the first login or after it.
import { someoneWith, TodoPage } from '../app/todo-page.ts';
import { mailsTo, verificationMail } from '../harness/mailbox.ts';
import { somebody } from '../harness/people.ts';
import { expect, test, type World } from '../harness/world.ts';

const ASK = '/api/v1/users/email-verification';
const CONFIRM = `${ASK}/confirm`;
const REFUSED = `400 ${CONFIRM}`;
const WRONG_CODE = 'The code is wrong, has expired or was used.';
const VERIFIED = 'Your email is verified. You can log in now.';
const LOCKED_OUT = '403 /api/v1/login';

const badge = (todo: TodoPage, text: 'Verified' | 'Not verified') => todo.page.getByText(text, { exact: true });

/** At a server that lets nobody in whose email is not verified. */
async function strict(world: World, path = '/sign-up') {
  const site = await world.site({ emailVerification: 'required' });
  const profile = await world.profile(site);
  const todo = await TodoPage.open(profile, path);
  return { site, profile, todo };
}

test('the link in the mail of a sign-up verifies the email', async ({ world }) => {
  const site = await world.site();
  const profile = await world.profile(site);
  const ada = somebody();
  const todo = await TodoPage.open(profile, '/sign-up');
  await todo.signUp(ada);
  await todo.atTasks();
  await todo.openAccount();
  await badge(todo, 'Not verified').waitFor();

  const { link } = await verificationMail(site.origin, ada.email);
  const opened = await TodoPage.open(profile, link);
  await opened.heading('Verify your email').waitFor();
  expect(new URL(opened.page.url()).hash, 'the secret is out of the address').toBe('');
  await opened.button('Verify email').click();
  await opened.notice('The email is verified.').waitFor();
  await opened.openAccount();
  await badge(opened, 'Verified').waitFor();
});

test('the code of a new mail verifies the email on the account page, also after a reload', async ({ world }) => {
  const { site, person, todo } = await someoneWith(world);
  await todo.openAccount();
  await todo.page.getByRole('link', { name: 'Not verified' }).click();
  await todo.button('Send mail').click();
  const field = todo.page.getByLabel('Code');
  await expect.poll(() => field.evaluate((input) => input === document.activeElement)).toBe(true);
  const { code } = await verificationMail(site.origin, person.email, 2);

  await todo.page.reload();
  await todo.enterCode(`${code.slice(0, 3)} ${code.slice(3)}`, 'Verify email');
  await todo.notice('The email is verified.').waitFor();
  await badge(todo, 'Verified').waitFor();
  expect(await field.count()).toBe(0);
  await todo.page.reload();
  await badge(todo, 'Verified').waitFor();
});

test('the mail is sent again after a pause, and then only the newer one works', async ({ world }) => {
  const { site, person, profile, todo } = await someoneWith(world);
  profile.guard.allow(REFUSED);
  await todo.page.clock.install();
  await todo.openAccount();
  await todo.button('Send mail').click();
  const older = await verificationMail(site.origin, person.email, 2);
  await todo.button('Send again').press('Enter');
  await todo.page.clock.fastForward(31_000);
  await todo.page.locator('button[aria-disabled=false]', { hasText: 'Send again' }).click();
  await todo.page.getByText('Sent again. Only the newest mail works.').waitFor();
  const newer = await verificationMail(site.origin, person.email, 3);
  expect(site.proxy.count(`POST ${ASK}`), 'none before the pause was over').toBe(2);

  await todo.enterCode(older.code, 'Verify email');
  await todo.page.getByRole('alert').getByText(WRONG_CODE).waitFor();
  await todo.enterCode(newer.code, 'Verify email');
  await badge(todo, 'Verified').waitFor();
});

test('too many mails have to wait as long as the API says', async ({ world }) => {
  const { site, person, profile, todo } = await someoneWith(world);
  profile.guard.allow(`429 ${ASK}`);
  let sent = 0;
  while ((await site.api.respond('POST', '/users/email-verification', { email: person.email })).ok) sent += 1;
  expect(sent).toBeGreaterThan(0);
  await todo.openAccount();
  await todo.button('Send mail').click();
  await todo.page.getByRole('alert').getByText('There were too many attempts.').waitFor();
  const button = todo.page.getByRole('button', { name: /^Send mail/ });
  expect(await button.getAttribute('aria-disabled')).toBe('true');
  await button.press('Enter');
  expect(site.proxy.count(`POST ${ASK}`)).toBe(1);
});

test('a verification whose answer was lost succeeds when it is sent again', async ({ world }) => {
  const { site, person, profile, todo } = await someoneWith(world);
  profile.guard.allow(REFUSED, /^ERR_\w+ /);
  await todo.openAccount();
  await todo.button('Send mail').click();
  const { code } = await verificationMail(site.origin, person.email, 2);
  const lost = site.proxy.loseAnswer(`POST ${CONFIRM}`);
  await todo.enterCode(code, 'Verify email');
  await lost.answered;
  await todo.page.getByText('The server did not answer.').waitFor();
  await todo.button('Verify email').click();
  await badge(todo, 'Verified').waitFor();
});

test('a program that opens the link changes nothing', async ({ world }) => {
  const { site, person, profile, todo } = await someoneWith(world);
  const { link } = await verificationMail(site.origin, person.email);
  for (const method of ['GET', 'HEAD']) {
    const answer = await fetch(site.origin + link.replace('#', '?'), { method, headers: { accept: 'text/html' } });
    expect(answer.status).toBe(200);
  }
  const scanner = await world.profile(site);
  const seen = await TodoPage.open(scanner, link);
  await seen.button('Verify email').waitFor();
  await seen.page.waitForLoadState('networkidle');
  expect(site.proxy.seen.filter(({ route }) => route.endsWith(CONFIRM))).toEqual([]);
  await todo.openAccount();
  await badge(todo, 'Not verified').waitFor();

  const opened = await TodoPage.open(profile, link);
  await opened.button('Verify email').click();
  await opened.notice('The email is verified.').waitFor();
});

test('where it is required, a sign-up asks for the code before the first log-in', async ({ world }) => {
  const { site, profile, todo } = await strict(world);
  profile.guard.allow(REFUSED);
  const ada = somebody();
  await todo.signUp(ada);
  await todo.heading('Check your mail').waitFor();
  const { code } = await verificationMail(site.origin, ada.email);
  await todo.page.reload();
  await todo.page.getByText(ada.email).waitFor();
  await todo.enterCode('12345', 'Verify email');
  await todo.page.getByText('Code must be the six digits in the mail.').waitFor();
  await todo.enterCode(code === '000000' ? '000001' : '000000', 'Verify email');
  await todo.page.getByRole('alert').getByText(WRONG_CODE).waitFor();

  await todo.enterCode(code, 'Verify email');
  await todo.page.getByText(VERIFIED).waitFor();
  expect(await todo.page.getByLabel('Email').inputValue(), 'nobody types it twice').toBe(ada.email);
  await todo.logIn(ada);
  await todo.atTasks();
  expect(await todo.page.evaluate(() => sessionStorage.length), 'nothing of the mail is kept').toBe(0);
});

test('where it is required, the link works in a browser that knows nothing of the sign-up', async ({ world }) => {
  const { site, todo } = await strict(world);
  const ada = somebody();
  await todo.signUp(ada);
  await todo.heading('Check your mail').waitFor();
  const { link } = await verificationMail(site.origin, ada.email);
  const phone = await TodoPage.open(await world.profile(site), link);
  await phone.button('Verify email').click();
  await phone.page.getByText(VERIFIED).waitFor();
  await phone.logIn(ada);
  await phone.atTasks();

  await todo.page.getByRole('link', { name: 'Back to log in' }).click();
  await todo.logIn(ada);
  await todo.atTasks();
});

test('where it is required, a log-in before leads to a new mail', async ({ world }) => {
  const { site, profile, todo } = await strict(world, '/log-in');
  profile.guard.allow(LOCKED_OUT);
  const ada = await site.api.signUp();
  await todo.logIn(ada);
  await todo.heading('Verify your email').waitFor();
  await todo.page.getByText('Before you can log in, your email must be verified.').waitFor();
  expect(await todo.page.getByLabel('Email').inputValue(), 'nobody types it twice').toBe(ada.email);
  await todo.button('Send mail').click();
  await todo.heading('Check your mail').waitFor();
  const { code } = await verificationMail(site.origin, ada.email, 2);
  await todo.enterCode(code, 'Verify email');
  await todo.page.getByText(VERIFIED).waitFor();
  await todo.logIn(ada);
  await todo.atTasks();
});

test('where it is required, a log-in in the tab of the sign-up returns to its code', async ({ world }) => {
  const { site, profile, todo } = await strict(world);
  profile.guard.allow(LOCKED_OUT);
  const ada = somebody();
  await todo.signUp(ada);
  await todo.heading('Check your mail').waitFor();
  const { code } = await verificationMail(site.origin, ada.email);
  await todo.page.getByRole('link', { name: 'Back to log in' }).click();
  await todo.logIn(ada);
  await todo.heading('Check your mail').waitFor();
  await todo.enterCode(code, 'Verify email');
  await todo.page.getByText(VERIFIED).waitFor();
});

test('where it is required, a sign-up with a taken email sees the same screens', async ({ world }) => {
  const { site, profile, todo } = await strict(world);
  profile.guard.allow(REFUSED);
  const taken = await site.api.signUp();
  const { link } = await verificationMail(site.origin, taken.email);
  const verifying = await TodoPage.open(await world.profile(site), link);
  await verifying.button('Verify email').click();
  await verifying.page.getByText(VERIFIED).waitFor();

  const textFor = async (email: string) => {
    await todo.page.goto('/sign-up');
    await todo.signUp({ email, password: 'twelve calm egrets' });
    await todo.heading('Check your mail').waitFor();
    const text = await todo.page.getByRole('main').innerText();
    await todo.page.evaluate(() => sessionStorage.clear());
    return text.replaceAll(email, 'EMAIL').replace(/\d+ s\b/, 'WAIT');
  };
  const fresh = somebody();
  expect(await textFor(taken.email)).toBe(await textFor(fresh.email));
  await verificationMail(site.origin, fresh.email);
  const toTaken = () => mailsTo(site.origin, taken.email).then((mails) => mails.map(({ subject }) => subject));
  await expect.poll(toTaken).toContainEqual(expect.stringMatching(/^You already have/));
});

test('a used link says so, and leads to a new mail', async ({ world }) => {
  const { site, profile, todo } = await strict(world);
  profile.guard.allow(REFUSED);
  const ada = somebody();
  await todo.signUp(ada);
  await todo.heading('Check your mail').waitFor();
  const { link } = await verificationMail(site.origin, ada.email);
  const first = await TodoPage.open(profile, link);
  await first.button('Verify email').click();
  await first.page.getByText(VERIFIED).waitFor();

  const second = await TodoPage.open(profile, link);
  await second.button('Verify email').click();
  await second.heading('This link no longer works').waitFor();
  await second.button('Get a new mail').click();
  await second.heading('Verify your email').waitFor();
  await second.page.getByLabel('Email').fill(ada.email);
  await second.button('Send mail').click();
  await second.heading('Check your mail').waitFor();
});

test('the address without a link asks a visitor for the email, and leads others to the account', async ({ world }) => {
  const { profile, todo } = await someoneWith(world);
  await todo.page.goto('/verify-email');
  await todo.heading('Account').waitFor();
  await todo.logOut();
  const visitor = await TodoPage.open(profile, '/verify-email');
  await visitor.heading('Verify your email').waitFor();
  await visitor.page.getByLabel('Email').waitFor();
});
