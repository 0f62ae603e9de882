// Two tabs that edit one task: both versions are shown, and the person chooses.
import type { Locator } from 'playwright-core';
import { someoneWith, TodoPage } from '../app/todo-page.ts';
import { expect, test, type World } from '../harness/world.ts';

/** The other tab has renamed the task, and this one is just told so. */
async function conflict(world: World) {
  const { site, person, profile, todo } = await someoneWith(world, [
    { title: 'Water the plants', description: 'two cans' },
  ]);
  profile.guard.allow(/^412 \/api\/v1\/tasks\/\d+$/);
  const other = await TodoPage.open(profile);
  const mine = await todo.edit('Water the plants');
  const theirs = await other.edit('Water the plants');
  await theirs.getByRole('textbox', { name: 'Title' }).fill('Water the ferns');
  await theirs.getByRole('button', { name: 'Save' }).click();
  await other.row('Water the ferns').waitFor();
  await todo.page.bringToFront(); // a tab in the background hardly paints
  await mine.getByRole('textbox', { name: 'Description' }).fill('three cans');
  await mine.getByRole('button', { name: 'Save' }).click();
  const dialog = todo.page.getByRole('dialog', { name: 'This task was changed somewhere else' });
  await dialog.waitFor();
  const stored = async () =>
    (await site.api.tasksOf(person)).map(({ title, description }) => `${title}: ${description}`);
  return { todo, dialog, stored };
}

const region = (dialog: Locator, name: string) => dialog.getByRole('region', { name }).innerText();

test('the dialog shows both versions, and "Keep mine" stores mine', async ({ world }) => {
  const { todo, dialog, stored } = await conflict(world);
  expect(await region(dialog, 'Your version')).toMatch(/Water the plants[^]*three cans/);
  expect(await region(dialog, 'The other version')).toMatch(/Water the ferns[^]*two cans/);
  expect(await stored()).toEqual(['Water the ferns: two cans']);

  await dialog.getByRole('button', { name: 'Keep mine' }).click();
  await todo.row('Water the plants').waitFor();
  expect(await stored()).toEqual(['Water the plants: three cans']);
});

test('"Keep theirs" leaves what the other tab has stored', async ({ world }) => {
  const { todo, dialog, stored } = await conflict(world);
  await dialog.getByRole('button', { name: 'Keep theirs' }).click();
  await todo.row('Water the ferns').waitFor();
  expect(await stored()).toEqual(['Water the ferns: two cans']);
});

test('"Go on editing" puts both together', async ({ world }) => {
  const { todo, dialog, stored } = await conflict(world);
  await dialog.getByRole('button', { name: 'Go on editing' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const form = todo.page.getByRole('form', { name: /^Edit Water/ });
  expect(await form.getByRole('textbox', { name: 'Title' }).inputValue()).toBe('Water the ferns');
  expect(await form.getByRole('textbox', { name: 'Description' }).inputValue()).toBe('three cans');
  await form.getByRole('button', { name: 'Save' }).click();
  await todo.row('Water the ferns').waitFor();
  await expect.poll(stored).toEqual(['Water the ferns: three cans']);
});

test('a task that was deleted elsewhere while it was edited can be saved as a new one', async ({ world }) => {
  const { site, person, profile, todo } = await someoneWith(world, [{ title: 'Water the plants' }]);
  profile.guard.allow(/^404 \/api\/v1\/tasks\/\d+$/);
  const form = await todo.edit('Water the plants');
  await form.getByRole('textbox', { name: 'Title' }).fill('Water all the plants');
  const [task] = await site.api.tasksOf(person);
  const { access_token } = await site.api.logIn(person);
  await site.api.send('DELETE', `/tasks/${task?.id}`, undefined, access_token);
  await form.getByRole('button', { name: 'Save' }).click();
  await todo.page.getByText('This task was deleted somewhere else.').waitFor();
  await todo.button('Save as a new task').click();
  await todo.row('Water all the plants').waitFor();
  expect(await site.api.openTitles(person)).toEqual(['Water all the plants']);
});
