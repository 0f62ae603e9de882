// Text that tries to be code is shown as text, wherever a person can enter some.
import { someoneWith, TodoPage } from '../app/todo-page.ts';
import { expect, test } from '../harness/world.ts';

const HOSTILE = [
  `<img src=x onerror="document.body.dataset.hacked='yes'">`,
  `<script>document.body.dataset.hacked='yes'</script>`,
  `"><svg onload=alert(1)>`,
  `javascript:alert(1)`,
  '{{constructor.constructor("alert(1)")()}}',
  '\u202Eesrever\u202C &lt;b&gt;bold&lt;/b&gt;',
];

test('hostile titles and descriptions are shown as they were typed', async ({ world }) => {
  const { profile, todo } = await someoneWith(world, [], {});
  profile.context.on('dialog', () => expect.fail('a dialog was opened'));
  for (const text of HOSTILE) await todo.add({ title: text, description: text });
  await todo.page.reload();
  await todo.atTasks();

  for (const text of HOSTILE) {
    const [title] = (await todo.button(`Edit ${text}`).innerText()).split('\n');
    expect(title).toBe(text);
    const form = await todo.edit(text);
    expect(await form.getByRole('textbox', { name: 'Description' }).inputValue()).toBe(text);
    await form.getByRole('button', { name: 'Cancel' }).click();
  }
  const [first = ''] = HOSTILE;
  await todo.checkbox(first).check();
  await todo.notice(`Completed “${first.slice(0, 10)}`).waitFor();
  await todo.page.getByRole('searchbox', { name: 'Search loaded tasks' }).fill(HOSTILE[1] ?? '');
  await todo.page.getByText('1 task matches.').waitFor();

  expect(await todo.page.evaluate(() => document.body.dataset.hacked)).toBeUndefined();
  expect(await todo.page.locator('main img, main script, main svg[onload]').count()).toBe(0);
});

test('a hostile email, deadline, device name and address are shown as text', async ({ world }) => {
  const [tag = ''] = HOSTILE;
  const site = await world.site();
  const person = { email: `"<b>ada</b>"@example.com`, password: 'nine quiet herons' };
  await site.api.signUp(person);
  const profile = await world.profile(site, { userAgent: tag });
  const todo = await TodoPage.open(profile, `/log-in?next=${encodeURIComponent('javascript:alert(1)')}`);
  await todo.logIn(person);
  await todo.atTasks();
  await todo.fillComposer({ title: 'x', deadline: tag });
  await todo.composer.getByRole('button', { name: 'Add', exact: true }).click();
  await todo.page.getByText('Deadline is not a date.').waitFor();

  await todo.openAccount();
  await todo.page.getByText(person.email).first().waitFor();
  await todo.page.getByRole('list', { name: 'Sessions' }).getByRole('listitem').first().waitFor();
  expect(await todo.page.locator('main b, main img').count()).toBe(0);
  expect(await todo.page.evaluate(() => document.body.dataset.hacked)).toBeUndefined();
});

test('an address of another site after the log-in is not followed', async ({ world }) => {
  const site = await world.site();
  const ada = await site.api.signUp();
  const profile = await world.profile(site);
  const todo = await TodoPage.open(profile, `/log-in?next=${encodeURIComponent('//elsewhere.invalid/')}`);
  await todo.logIn(ada);
  await todo.atTasks();
  expect(new URL(todo.page.url()).origin).toBe(site.origin);
});
