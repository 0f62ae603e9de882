// Pictures of every screen, with the tasks that a person might have on one day in June.
import { loggedIn, TodoPage, verify } from '../app/todo-page.ts';
import { resetMail } from '../harness/mailbox.ts';
import { test, type World } from '../harness/world.ts';
import { shoot } from './shoot.ts';

const NOW = new Date('2026-06-11T09:30:00Z');
const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

const DONE = { title: 'Order new running shoes' };
const TASKS = [
  { title: 'Book the campsite for July', deadline: '2026-07-03' },
  { title: 'Repair the garden gate', description: 'Hinges and screws are in the shed.' },
  { title: 'Read chapter four before the book club', deadline: '2026-06-18' },
  { title: 'Send the signed lease to Mrs Okafor', deadline: '2026-06-09', description: 'Scan both sides.' },
  DONE,
  { title: 'Water the plants', deadline: '2026-06-11' },
  { title: 'Call the dentist about Thursday', deadline: '2026-06-12' },
  { title: 'Plan the trip to Lisbon', description: 'Trains, two nights near the river, a day in Sintra.' },
];

type Theme = 'light' | 'dark';
type Size = typeof DESKTOP | typeof PHONE;

async function visitor(world: World, size: Size, theme: Theme, path: string) {
  const site = await world.site();
  const profile = await world.profile(site, { ...size, colorScheme: theme, timezoneId: 'UTC' });
  return TodoPage.open(profile, path);
}

async function person(world: World, size: Size, theme: Theme) {
  const site = await world.site();
  const ada = await site.api.signUp({ email: 'ada@example.com', password: 'nine quiet herons' });
  await site.api.createTasks(ada, TASKS);
  const done = (await site.api.tasksOf(ada)).find(({ title }) => title === DONE.title);
  const { access_token, refresh_token } = await site.api.logIn(ada);
  await site.api.send('PUT', `/tasks/complete/${done?.id}`, { completed: true }, access_token);
  await site.api.send('DELETE', '/users/me/sessions', undefined, access_token);
  await site.api.send('POST', '/logout', { refresh_token });
  const profile = await world.profile(site, { ...size, colorScheme: theme, timezoneId: 'UTC' });
  const todo = await loggedIn(profile, ada);
  return { site, ada, profile, todo };
}

/** On the day that the deadlines belong to. */
async function tasks(world: World, size: Size, theme: Theme) {
  const made = await person(world, size, theme);
  await made.todo.page.clock.setFixedTime(NOW);
  await made.todo.page.reload();
  await made.todo.row('Water the plants').waitFor();
  return made;
}

for (const theme of ['light', 'dark'] as const) {
  test(`tasks, ${theme}`, async ({ world }) => {
    const desktop = await tasks(world, DESKTOP, theme);
    await shoot(desktop.todo.page, `tasks-1280-${theme}`);
    const phone = await tasks(world, PHONE, theme);
    await shoot(phone.todo.page, `tasks-390-${theme}`);
  });
}

test('editing', async ({ world }) => {
  const { todo } = await tasks(world, DESKTOP, 'light');
  await todo.edit('Plan the trip to Lisbon');
  await shoot(todo.page, 'edit-1280-light');
});

test('by deadline', async ({ world }) => {
  const { todo } = await tasks(world, DESKTOP, 'light');
  await todo.page.goto('/?sort=deadline');
  await todo.page.getByRole('heading', { name: /^Overdue/ }).waitFor();
  await shoot(todo.page, 'by-deadline-1280-light');
});

test('calendar', async ({ world }) => {
  const { todo } = await tasks(world, PHONE, 'light');
  await todo.fillComposer({ title: 'Return the library books' });
  await todo.composer.getByRole('button', { name: 'Choose a date' }).click();
  await todo.page.getByRole('dialog', { name: 'Deadline' }).waitFor();
  await shoot(todo.page, 'calendar-390-light');
});

test('two versions of a task', async ({ world }) => {
  const { site, ada, profile, todo } = await tasks(world, DESKTOP, 'dark');
  profile.guard.allow(/^412 /);
  const form = await todo.edit('Call the dentist about Thursday');
  await form.getByRole('textbox', { name: 'Title' }).fill('Call the dentist about Friday');
  const task = (await site.api.tasksOf(ada)).find(({ title }) => title.startsWith('Call the dentist'));
  const { access_token } = await site.api.logIn(ada);
  const theirs = { description: 'Ask about the invoice, too.', deadline: '2026-06-15' };
  await site.api.send('PATCH', `/tasks/${task?.id}`, theirs, access_token);
  await form.getByRole('button', { name: 'Save' }).click();
  await todo.page.getByRole('dialog', { name: 'This task was changed somewhere else' }).waitFor();
  await shoot(todo.page, 'conflict-1280-dark');
});

/** Sessions of one week, in place of this machine's only one. */
const SESSIONS = [
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/148.0 Safari/537.36',
    '2026-06-11T09:29:40Z',
    '192.0.2.7',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1 Version/18.5 Mobile Safari/604.1',
    '2026-06-11T07:12:00Z',
    '198.51.100.23',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
    '2026-06-08T18:40:00Z',
    '192.0.2.7',
  ],
].map(([user_agent, last_used_at, ip], index) => ({
  id: `session${index}`,
  created_at: `2026-06-0${4 - index}T16:05:00Z`,
  last_used_at,
  user_agent,
  ip,
  current: index === 0,
  rotating: true,
}));

async function account(world: World, size: Size, theme: Theme) {
  const { profile, ada, todo } = await person(world, size, theme);
  const user = { id: 'ada', email: ada.email, email_verified: true, created_at: '2026-02-17T10:00:00Z' };
  await profile.context.route('**/users/me', (route) => route.fulfill({ json: user }));
  await profile.context.route('**/users/me/sessions', (route) => route.fulfill({ json: { items: SESSIONS } }));
  await todo.page.clock.setFixedTime(NOW);
  await todo.openAccount();
  await todo.page.getByText('This device', { exact: true }).waitFor();
  return todo;
}

test('account', async ({ world }) => {
  await shoot((await account(world, DESKTOP, 'light')).page, 'account-1280-light');
  await shoot((await account(world, PHONE, 'dark')).page, 'account-390-dark');
});

test('log in and sign up', async ({ world }) => {
  const logIn = await visitor(world, DESKTOP, 'light', '/log-in');
  await logIn.atLogIn();
  await shoot(logIn.page, 'log-in-1280-light');
  const signUp = await visitor(world, PHONE, 'light', '/sign-up');
  await signUp.heading('Create an account').waitFor();
  await shoot(signUp.page, 'sign-up-390-light');
});

test('forgotten password', async ({ world }) => {
  const asking = await visitor(world, DESKTOP, 'light', '/log-in');
  await asking.askForMail('ada@example.com');
  await shoot(asking.page, 'forgot-password-1280-light');
  const resetting = await visitor(world, PHONE, 'dark', '/reset-password#request_id=none&token=none');
  await resetting.heading('Set a new password').waitFor();
  await resetting.page.getByLabel('New password', { exact: true }).fill('twelve calm egrets');
  await shoot(resetting.page, 'reset-password-390-dark');
});

test('verified email', async ({ world }) => {
  const site = await world.site({ emailVerification: 'required' });
  const profile = await world.profile(site, { ...DESKTOP, colorScheme: 'light', timezoneId: 'UTC' });
  const asking = await TodoPage.open(profile, '/sign-up');
  await asking.signUp({ email: 'ada@example.com', password: 'nine quiet herons' });
  await asking.heading('Check your mail').waitFor();
  await shoot(asking.page, 'check-mail-1280-light');
  const confirming = await visitor(world, PHONE, 'dark', '/verify-email#request_id=none&token=none');
  await confirming.heading('Verify your email').waitFor();
  await shoot(confirming.page, 'verify-email-390-dark');
});

test('new email', async ({ world }) => {
  const { site, ada, todo } = await person(world, DESKTOP, 'light');
  await verify(site, ada);
  await todo.openAccount();
  await todo.button('Change email').click();
  const form = todo.page.getByRole('form', { name: 'Change email' });
  await form.getByLabel('New email').fill('ada@countess.example.org');
  await form.getByLabel('Current password', { exact: true }).fill('nine quiet herons');
  await form.getByRole('button', { name: 'Send mail' }).click();
  await todo.button('Start again').waitFor();
  await todo.page.locator('#email').scrollIntoViewIfNeeded();
  await shoot(todo.page, 'change-email-1280-light');
});

test('mailbox', async ({ world }) => {
  const site = await world.site();
  const { email } = await site.api.signUp({ email: 'ada@example.com', password: 'nine quiet herons' });
  await site.api.send('POST', '/users/password-reset', { email });
  await resetMail(site.origin, email);
  const profile = await world.profile(site, { ...DESKTOP, colorScheme: 'light', timezoneId: 'UTC' });
  const mailbox = await TodoPage.open(profile, '/mailbox');
  await mailbox.page.getByText(email).first().waitFor();
  await shoot(mailbox.page, 'mailbox-1280-light');
});

test('keyboard shortcuts', async ({ world }) => {
  const { todo } = await tasks(world, DESKTOP, 'dark');
  await todo.menu('Keyboard shortcuts');
  await todo.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await shoot(todo.page, 'shortcuts-1280-dark');
});
