// What people do with their tasks.
import { readFile } from 'node:fs/promises';
import { someoneWith } from '../app/todo-page.ts';
import { expect, test } from '../harness/world.ts';

const HOUSEHOLD = [{ title: 'Water the plants' }, { title: 'Buy a fern' }, { title: 'Call the dentist' }];

/** A date in the browser's own time zone, which is this machine's. */
function dayFromToday(days: number): string {
  const date = new Date();
  date.setDate(date.getDate() + days);
  const pad = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

test('a task is added with a description and a deadline in words, and is there after a reload', async ({ world }) => {
  const { site, person, todo } = await someoneWith(world);
  await todo.add({ title: 'Water the plants', description: 'two cans', deadline: 'tomorrow' });
  await todo.row('Water the plants').getByText('Due tomorrow').waitFor();

  const [task] = await site.api.tasksOf(person);
  expect(task).toMatchObject({ title: 'Water the plants', description: 'two cans', deadline: dayFromToday(1) });
  await todo.page.reload();
  await todo.row('Water the plants').getByText('Due tomorrow').waitFor();
});

test('tasks can be added one after the other without leaving the keyboard', async ({ world }) => {
  const { todo } = await someoneWith(world);
  const title = todo.composer.getByRole('textbox', { name: 'New task' });
  await title.click();
  for (const { title: text } of HOUSEHOLD) {
    await todo.page.keyboard.type(text);
    await todo.page.keyboard.press('Enter');
  }
  await expect.poll(() => todo.titles()).toEqual(['Call the dentist', 'Buy a fern', 'Water the plants']);
  await todo.page.getByText('3 open').waitFor();
});

test('a deadline is chosen from the calendar', async ({ world }) => {
  const { site, person, todo } = await someoneWith(world);
  const choose = async (title: string, pick: () => Promise<void>) => {
    await todo.fillComposer({ title });
    await todo.composer.getByRole('button', { name: 'Choose a date' }).click();
    await pick();
    await todo.page.getByRole('dialog', { name: 'Deadline' }).waitFor({ state: 'hidden' });
    await todo.composer.getByRole('button', { name: 'Add', exact: true }).click();
    await todo.row(title).waitFor();
  };
  await choose('Water the plants', () => todo.page.getByRole('button', { name: /^Tomorrow/ }).click());
  await choose('Buy a fern', async () => {
    await todo.page.getByRole('button', { name: 'Next', exact: true }).first().click();
    await todo.page.getByRole('button', { name: /, 15 \w+ \d{4}/ }).click();
  });

  const nextMonth = new Date();
  nextMonth.setDate(1);
  nextMonth.setMonth(nextMonth.getMonth() + 1);
  const fifteenth = `${nextMonth.getFullYear()}-${String(nextMonth.getMonth() + 1).padStart(2, '0')}-15`;
  const deadlines = (await site.api.tasksOf(person)).map(({ deadline }) => deadline);
  expect(deadlines).toEqual([dayFromToday(1), fifteenth]);
});

test('a deadline that is no date gets a message beside its field', async ({ world }) => {
  const { todo } = await someoneWith(world);
  await todo.fillComposer({ title: 'Water the plants', deadline: 'one fine day' });
  await todo.composer.getByRole('button', { name: 'Add', exact: true }).click();
  const deadline = todo.composer.getByRole('textbox', { name: 'Deadline' });
  await todo.page.getByText('Deadline is not a date.').waitFor();
  expect(await deadline.getAttribute('aria-invalid')).toBe('true');
  expect(await deadline.getAttribute('aria-describedby')).toBeTruthy();
});

test('a task is completed with one click, leaves the open ones, and is reopened by Undo', async ({ world }) => {
  const { site, person, todo } = await someoneWith(world, HOUSEHOLD);
  await todo.checkbox('Buy a fern').check();
  // A notice stays while the pointer is on it.
  await todo.notice('Completed “Buy a fern”.').hover();
  await expect.poll(() => todo.titles()).toEqual(['Call the dentist', 'Water the plants']);
  await expect.poll(() => site.api.openTitles(person)).toEqual(['Water the plants', 'Call the dentist']);

  await todo.button('Undo').click();
  await todo.row('Buy a fern').waitFor();
  await expect.poll(() => site.api.openTitles(person)).toEqual(['Water the plants', 'Buy a fern', 'Call the dentist']);
});

test('a task is edited in place, and Escape leaves it as it was', async ({ world }) => {
  const { site, person, todo } = await someoneWith(world, [{ title: 'Water the plants', description: 'two cans' }]);
  const form = await todo.edit('Water the plants');
  await form.getByRole('textbox', { name: 'Title' }).fill('Water all the plants');
  await form.getByRole('textbox', { name: 'Description' }).fill('three cans');
  await form.getByRole('textbox', { name: 'Deadline' }).fill('today');
  await form.getByRole('button', { name: 'Save' }).click();
  await todo.row('Water all the plants').getByText('Due today').waitFor();
  const changed = { title: 'Water all the plants', description: 'three cans', deadline: dayFromToday(0) };
  await expect.poll(async () => (await site.api.tasksOf(person))[0]).toMatchObject(changed);

  const again = await todo.edit('Water all the plants');
  await again.getByRole('textbox', { name: 'Title' }).fill('Never mind');
  await todo.page.keyboard.press('Escape');
  await todo.row('Water all the plants').waitFor();
  await todo.button('Keep editing').waitFor();
  expect(await site.api.openTitles(person)).toEqual(['Water all the plants']);
});

test('a deleted task comes back by Undo, and is gone once the notice is dismissed', async ({ world }) => {
  const { site, person, todo } = await someoneWith(world, HOUSEHOLD);
  await todo.button('Delete Buy a fern').click();
  await todo.notice('Deleted “Buy a fern”.').hover();
  await todo.row('Buy a fern').waitFor({ state: 'hidden' });
  await todo.button('Undo').click();
  await todo.row('Buy a fern').waitFor();

  await todo.button('Delete Buy a fern').click();
  await todo.notice('Deleted “Buy a fern”.').waitFor();
  await todo.page
    .getByRole('region', { name: 'Notifications' })
    .getByRole('button', { name: /Dismiss/ })
    .first()
    .click();
  await expect.poll(() => site.api.openTitles(person)).toEqual(['Water the plants', 'Call the dentist']);
});

test('a task that was deleted just before the page is left is gone', async ({ world }) => {
  const { site, person, todo } = await someoneWith(world, HOUSEHOLD);
  await todo.button('Delete Buy a fern').click();
  await todo.notice('Deleted “Buy a fern”.').waitFor();
  await todo.page.reload();
  await expect.poll(() => site.api.openTitles(person)).toEqual(['Water the plants', 'Call the dentist']);
});

test('tasks are filtered, sorted and searched, and the address keeps the view', async ({ world }) => {
  const tasks = [
    { title: 'Water the plants', deadline: dayFromToday(-2) },
    { title: 'Buy a fern' },
    { title: 'Call the dentist', deadline: dayFromToday(1) },
    { title: 'Renew the passport', deadline: dayFromToday(90) },
  ];
  const { todo } = await someoneWith(world, tasks);
  await todo
    .row('Water the plants')
    .getByText(/^Overdue/)
    .waitFor();
  await todo.checkbox('Buy a fern').check();
  await expect.poll(() => todo.titles()).toEqual(['Renew the passport', 'Call the dentist', 'Water the plants']);

  await todo.show('Done');
  await expect.poll(() => todo.titles()).toEqual(['Buy a fern']);
  await todo.show('All');
  await expect.poll(async () => (await todo.titles()).length).toBe(4);
  await todo.page.getByRole('combobox', { name: 'Sort' }).selectOption('Oldest first');
  await expect.poll(() => todo.titles()).toEqual(tasks.map(({ title }) => title));
  await todo.page.getByRole('combobox', { name: 'Sort' }).selectOption('By deadline');
  for (const heading of ['Overdue', 'Due soon', 'Later', 'Done'])
    await todo.page.getByRole('heading', { name: new RegExp(`^${heading}`) }).waitFor();

  await expect
    .poll(() => todo.titles())
    .toEqual(['Water the plants', 'Call the dentist', 'Renew the passport', 'Buy a fern']);

  await todo.page.getByRole('searchbox', { name: 'Search loaded tasks' }).fill('PLANT');
  await todo.page.getByText('1 task matches. All 4 were searched.').waitFor();
  await expect.poll(() => todo.titles()).toEqual(['Water the plants']);
  await todo.button('Clear search').click();
  await expect.poll(async () => (await todo.titles()).length).toBe(4);

  await todo.page.reload();
  await todo.page.getByRole('heading', { name: /^Overdue/ }).waitFor();
  expect(new URL(todo.page.url()).search).toBe('?show=all&sort=deadline');
});

test('more tasks are loaded while scrolling, until all are there', async ({ world }) => {
  const many = Array.from({ length: 120 }, (_, index) => ({ title: `Task ${index + 1}` }));
  const { todo } = await someoneWith(world, many);
  await todo.page.getByText('50 loaded, more to come').waitFor();

  await expect
    .poll(async () => {
      await todo.page.mouse.wheel(0, 2000);
      return todo.page.getByText('120 open').isVisible();
    })
    .toBe(true);

  expect(await todo.titles()).toEqual(many.map(({ title }) => title).reverse());
});

test('the report is downloaded as a file', async ({ world }) => {
  const { todo } = await someoneWith(world, [
    { title: 'Water the plants', deadline: '2030-06-01' },
    { title: 'Buy a fern' },
  ]);
  const [download] = await Promise.all([todo.page.waitForEvent('download'), todo.menu('Download report')]);

  expect(download.suggestedFilename()).toBe('tasks.csv');
  const text = await readFile(await download.path(), 'utf8');
  expect(text.split('\r\n').slice(0, 4)).toEqual([
    'title,deadline,task_completed,task_deadline_passed',
    'Water the plants,01/06/2030,False,NO',
    'Buy a fern,N/A,False,N/A',
    'Total Tasks,2,,',
  ]);
  await todo.notice(/^The report is downloaded/).waitFor();
});
