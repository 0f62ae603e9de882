// The report by mail: to a verified email only, and the page says where it goes.
import { someoneWith, verify } from '../app/todo-page.ts';
import { mailAbout } from '../harness/mailbox.ts';
import { expect, test } from '../harness/world.ts';

const REPORT = '/api/v1/reports/';

test('a person with a verified email gets the report by mail', async ({ world }) => {
  const { site, person, todo } = await someoneWith(world, [{ title: 'Water the plants' }]);
  await verify(site, person);
  await todo.openAccount();
  await todo.page.getByText(`The same file in a mail to ${person.email}.`).waitFor();
  await todo.page.getByRole('main').getByRole('button', { name: 'Mail me the report' }).click();
  await todo.notice(`The report is on its way to ${person.email}.`).waitFor();
  const { attachments } = await mailAbout(site.origin, person.email, /^Your tasks/);
  expect(attachments).toMatchObject([{ name: 'tasks.csv' }]);
});

test('without a verified email, the menu leads to the verification', async ({ world }) => {
  const { profile, todo } = await someoneWith(world);
  profile.guard.allow(`403 ${REPORT}`);
  await todo.menu('Mail me the report');
  await todo.notice('The report can only be mailed to a verified email.').waitFor();
  await todo.button('Verify email').click();
  await todo.heading('Account').waitFor();
  const heading = todo.heading('Email');
  await expect.poll(() => heading.evaluate((element) => element === document.activeElement)).toBe(true);
  await todo.page.getByText('You can also get it by mail, once').waitFor();
});

test('a server without mail, and too many reports, get a message', async ({ world }) => {
  const { profile, todo } = await someoneWith(world);
  profile.guard.allow(`503 ${REPORT}`, `429 ${REPORT}`);
  const refuse = (status: number, type: string) =>
    profile.context.route(`**${REPORT}`, (route) =>
      route.fulfill({
        status,
        headers: { 'retry-after': '120' },
        contentType: 'application/problem+json',
        body: JSON.stringify({ type: `/problems/${type}`, title: 'Refused', status, detail: 'Refused' }),
      }),
    );
  await refuse(503, 'mail-not-configured');
  await todo.menu('Mail me the report');
  await todo.notice('The report could not be mailed. This server sends no mail.').waitFor();
  expect(await todo.button('Try again').count(), 'it would not help').toBe(0);
  await refuse(429, 'too-many-attempts');
  await todo.menu('Mail me the report');
  await todo.notice('There were too many attempts. Try again in 2 minutes.').waitFor();
});
