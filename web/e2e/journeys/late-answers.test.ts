// Answers that arrive late, or in another order than the requests: the list ends up as the API has it.
import { someoneWith } from '../app/todo-page.ts';
import { expect, test } from '../harness/world.ts';

const LIST = 'GET /api/v1/tasks/';
const CREATE = 'POST /api/v1/tasks/';
const COMPLETION = '**/tasks/complete/*';
const TASKS = [{ title: 'Water the plants' }, { title: 'Buy a fern' }];

/** Longer than a row stays that is about to leave the list. */
const LONGER_THAN_A_ROW_STAYS_MS = 1000;

test('an edit right after Undo is not overwritten by the answer to the Undo', async ({ world }) => {
  const { site, person, todo } = await someoneWith(world, TASKS);
  await todo.row('Buy a fern').waitFor();
  const { clock } = todo.page;
  await clock.install();
  await clock.pauseAt(Date.now() + 60_000);
  await todo.checkbox('Buy a fern').click();
  await todo.button('Undo').click();
  await expect.poll(() => site.api.openTitles(person)).toContain('Buy a fern');
  const form = await todo.edit('Buy a fern');
  await form.getByRole('textbox', { name: 'Title' }).fill('Buy two ferns');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => site.api.openTitles(person)).toContain('Buy two ferns');

  await clock.runFor(LONGER_THAN_A_ROW_STAYS_MS);
  await todo.page.evaluate(() => Promise.resolve());
  expect(await todo.titles()).toEqual(['Buy two ferns', 'Water the plants']);
});

test('a version that was read before a change does not overwrite it', async ({ world }) => {
  const { site, person, todo } = await someoneWith(world, [{ title: 'Buy a fern' }]);
  const [task] = await site.api.tasksOf(person);
  await todo.show('All');
  const version = site.proxy.holdAnswer(`GET /api/v1/tasks/${task?.id}`);
  await todo.page.route(COMPLETION, async (route) => {
    await version.answered;
    await route.continue();
  });
  await todo.checkbox('Buy a fern').click();
  await todo.edit('Buy a fern');
  await todo.page.waitForResponse(COMPLETION);
  const read = todo.page.waitForResponse((response) => response.url().endsWith(`/tasks/${task?.id}`));
  version.release();
  await (await read).finished();
  await todo.page.keyboard.press('Escape');

  await todo.row('Buy a fern').waitFor();
  expect(await todo.checkbox('Buy a fern').isChecked()).toBe(true);
});

test('a task is shown that was added while the list was loaded', async ({ world }) => {
  const { site, todo } = await someoneWith(world, TASKS);
  await todo.row('Buy a fern').waitFor();
  const creation = site.proxy.holdAnswer(CREATE);
  await todo.fillComposer({ title: 'Call the dentist' });
  await todo.page.keyboard.press('Enter');
  await creation.answered;
  const list = site.proxy.holdAnswer(LIST);
  const repeated = todo.page.waitForResponse(
    (response) => response.request().method() === 'POST' && response.url().endsWith('/tasks/'),
  );
  await todo.page.reload();
  await list.answered;
  await repeated;
  list.release();
  creation.release();

  await todo.row('Call the dentist').waitFor();
  await expect.poll(() => todo.titles()).toEqual(['Call the dentist', 'Buy a fern', 'Water the plants']);
});

test('a task is shown among the done ones that were read before it was completed', async ({ world }) => {
  const { site, todo } = await someoneWith(world, TASKS);
  await todo.row('Buy a fern').waitFor();
  const list = site.proxy.holdAnswer(LIST);
  await todo.page.route(COMPLETION, async (route) => {
    await list.answered;
    await route.continue();
  });
  const { clock } = todo.page;
  await clock.install();
  const completion = todo.page.waitForResponse(COMPLETION);
  await todo.checkbox('Buy a fern').click();
  await todo.show('Done');
  await (await completion).finished();
  await clock.runFor(LONGER_THAN_A_ROW_STAYS_MS);
  list.release();

  await todo.row('Buy a fern').waitFor();
});
