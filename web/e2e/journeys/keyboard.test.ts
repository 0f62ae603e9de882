// Everything can be done without a mouse.
import { someoneWith } from '../app/todo-page.ts';
import { somebody } from '../harness/people.ts';
import { expect, test } from '../harness/world.ts';
import { TodoPage } from '../app/todo-page.ts';

const TASKS = [{ title: 'Water the plants' }, { title: 'Buy a fern' }];

test('a person signs up, adds, completes, edits, deletes and logs out by keyboard alone', async ({ world }) => {
  const site = await world.site();
  const profile = await world.profile(site);
  const todo = await TodoPage.open(profile, '/sign-up');
  const { keyboard } = todo.page;
  await todo.heading('Create an account').waitFor();
  const { email, password } = somebody();
  await tabTo('Email');
  await keyboard.type(email);
  await tabTo('Password');
  await keyboard.type(password);
  await keyboard.press('Enter');
  await todo.atTasks();

  await keyboard.press('n');
  await keyboard.type('Water the plants');
  await keyboard.press('Enter');
  await todo.row('Water the plants').waitFor();
  await keyboard.type('Buy a fern');
  await keyboard.press('Enter');
  await todo.row('Buy a fern').waitFor();
  await keyboard.press('Escape');

  await upTo('Buy a fern');
  await keyboard.press('x');
  await todo.notice('Completed “Buy a fern”.').waitFor();
  await todo.row('Buy a fern').waitFor({ state: 'hidden' });
  await keyboard.press('u');
  await todo.row('Buy a fern').waitFor();

  await upTo('Buy a fern');
  await keyboard.press('e');
  await todo.page.getByRole('form', { name: 'Edit Buy a fern' }).waitFor();
  await keyboard.press('Control+a');
  await keyboard.type('Buy two ferns');
  await keyboard.press('Enter');
  await todo.row('Buy two ferns').waitFor();

  await tabTo('Delete Buy two ferns');
  await keyboard.press('Enter');
  await todo.notice('Deleted “Buy two ferns”.').waitFor();
  await tabTo('Menu');
  await keyboard.press('Enter');
  await tabTo('Log out');
  await keyboard.press('Enter');
  await todo.atLogIn();
  await expect.poll(async () => (await site.api.openTitles({ email, password })).length).toBe(1);

  /** Presses the key for the previous task until this one has the focus. */
  async function upTo(title: string): Promise<void> {
    const hasFocus = () => todo.row(title).evaluate((row) => row === document.activeElement);
    for (let presses = 0; presses < 5 && !(await hasFocus()); presses++) await keyboard.press('k');
    expect(await hasFocus(), `${title} has the focus`).toBe(true);
  }

  /** Presses Tab until the element with this name has the focus. */
  async function tabTo(name: string): Promise<void> {
    for (let presses = 0; presses < 40; presses++) {
      const focused = todo.page.locator(':focus');
      const label = await focused.evaluateAll(([element]) => {
        if (!(element instanceof HTMLElement)) return '';
        const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
        return element.getAttribute('aria-label') ?? [labels[0]?.innerText, element.innerText].find(Boolean) ?? '';
      });
      if (label.trim() === name) return;
      await keyboard.press('Tab');
    }
    expect.fail(`Tab does not reach "${name}"`);
  }
});

test('the first Tab stop skips to the content', async ({ world }) => {
  const { todo } = await someoneWith(world, TASKS);
  await todo.page.reload();
  await todo.atTasks();
  await todo.page.keyboard.press('Tab');
  const link = todo.page.getByRole('link', { name: 'Skip to content' });
  expect(await link.evaluate((element) => element === document.activeElement)).toBe(true);
  await todo.page.keyboard.press('Enter');
  await expect.poll(() => todo.page.evaluate(() => document.activeElement?.id)).toBe('content');
});

test('the question mark lists the shortcuts, and single keys can be switched off', async ({ world }) => {
  const { todo } = await someoneWith(world, TASKS);
  await todo.row('Buy a fern').waitFor();
  await todo.page.locator('h1').click();
  await todo.page.keyboard.press('?');
  const dialog = todo.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await dialog.getByText('Write a new task').waitFor();
  await dialog.getByRole('checkbox', { name: 'Use single-key shortcuts' }).uncheck();
  await todo.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await todo.page.keyboard.press('n');
  const composerHasFocus = () =>
    todo.composer.getByRole('textbox', { name: 'New task' }).evaluate((element) => element === document.activeElement);
  expect(await composerHasFocus()).toBe(false);
});

test('the focus returns to where it was when a dialog closes', async ({ world }) => {
  const { todo } = await someoneWith(world, TASKS);
  const opener = todo.composer.getByRole('button', { name: 'Choose a date' });
  await opener.focus();
  await todo.page.keyboard.press('Enter');
  await todo.page.getByRole('dialog', { name: 'Deadline' }).waitFor();
  await todo.page.keyboard.press('Escape');
  await todo.page.getByRole('dialog', { name: 'Deadline' }).waitFor({ state: 'hidden' });
  await expect.poll(() => opener.evaluate((element) => element === document.activeElement)).toBe(true);
});
