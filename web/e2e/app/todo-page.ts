// The page as a person uses it: every element is found by its role and its accessible name.
import type { Locator, Page } from 'playwright-core';
import { verificationMail } from '../harness/mailbox.ts';
import type { Person } from '../harness/people.ts';
import type { ServerSettings } from '../harness/server.ts';
import type { Profile, Site, World } from '../harness/world.ts';

export interface TaskText {
  title: string;
  description?: string;
  deadline?: string;
}

export class TodoPage {
  constructor(readonly page: Page) {}

  static async open(profile: Profile, path = '/'): Promise<TodoPage> {
    const page = await profile.tab();
    await page.goto(path);
    return new TodoPage(page);
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { name, exact: true });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** The log-in page is there, and whatever is typed now is not lost to a screen that is still to change. */
  async atLogIn(): Promise<void> {
    await this.heading('Log in').waitFor();
  }

  async atTasks(): Promise<void> {
    await this.heading('Tasks').waitFor();
    await this.page.locator('main:not([aria-busy=true])').waitFor();
  }

  async logIn({ email, password }: Person): Promise<void> {
    await this.atLogIn();
    await this.page.getByLabel('Email').fill(email);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.button('Log in').click();
  }

  async signUp({ email, password }: Person): Promise<void> {
    await this.heading('Create an account').waitFor();
    await this.page.getByLabel('Email').fill(email);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.button('Create account').click();
  }

  /** From the log-in page to the screen that waits for the code. */
  async askForMail(email: string): Promise<void> {
    await this.page.getByRole('link', { name: 'Forgot your password?' }).click();
    await this.heading('Forgot your password?').waitFor();
    await this.page.getByLabel('Email').fill(email);
    await this.button('Send mail').click();
    await this.heading('Check your mail').waitFor();
  }

  async setNewPassword(password: string): Promise<void> {
    await this.page.getByLabel('New password', { exact: true }).fill(password);
    await this.button('Set new password').click();
  }

  /** Where the mail's code is asked for. */
  async enterCode(code: string, button: string): Promise<void> {
    await this.page.getByLabel('Code').fill(code);
    await this.button(button).click();
  }

  async logOut(): Promise<void> {
    await this.menu('Log out');
    await this.atLogIn();
  }

  async openAccount(): Promise<void> {
    await this.menu('Account');
    await this.heading('Account').waitFor();
  }

  async menu(item: string): Promise<void> {
    await this.button('Menu').click();
    const role = item === 'Account' ? 'link' : 'button';
    await this.page.getByRole(role, { name: item, exact: true }).click();
  }

  get composer(): Locator {
    return this.page.getByRole('form', { name: 'Add a task' });
  }

  async fillComposer({ title, description, deadline }: TaskText): Promise<void> {
    await this.composer.getByRole('textbox', { name: 'New task' }).fill(title);
    if (description) await this.composer.getByRole('textbox', { name: 'Description' }).fill(description);
    if (deadline) await this.composer.getByRole('textbox', { name: 'Deadline' }).fill(deadline);
  }

  async add(text: TaskText): Promise<void> {
    await this.fillComposer(text);
    await this.composer.getByRole('button', { name: 'Add', exact: true }).click();
    await this.row(text.title).waitFor();
  }

  row(title: string): Locator {
    return this.page
      .getByRole('list', { name: 'Tasks', exact: true })
      .getByRole('listitem', { name: title, exact: true });
  }

  checkbox(title: string): Locator {
    return this.page.getByRole('checkbox', { name: `Complete ${title}`, exact: true });
  }

  async edit(title: string): Promise<Locator> {
    await this.button(`Edit ${title}`).click();
    const form = this.page.getByRole('form', { name: `Edit ${title}`, exact: true });
    await form.waitFor();
    return form;
  }

  /** The titles in the order in which they are shown. */
  async titles(): Promise<string[]> {
    const boxes = await this.page.getByRole('checkbox', { name: /^Complete / }).all();
    const names = await Promise.all(boxes.map((box) => box.getAttribute('aria-label')));
    return names.map((name) => (name ?? '').replace('Complete ', ''));
  }

  notice(text: string | RegExp): Locator {
    return this.page.getByRole('region', { name: 'Notifications' }).getByText(text);
  }

  show(which: 'Open' | 'Done' | 'All'): Promise<void> {
    return this.page.getByRole('group', { name: 'Show' }).getByRole('radio', { name: which, exact: true }).check();
  }
}

/** Verifies the email without a browser. */
export async function verify(site: Site, { email }: Person): Promise<void> {
  const { link } = await verificationMail(site.origin, email);
  const [requestId, token] = ['request_id', 'token'].map((name) => new URLSearchParams(link.split('#')[1]).get(name));
  await site.api.send('POST', '/users/email-verification/confirm', { request_id: requestId, token });
}

/** Opens the page and logs in. */
export async function loggedIn(profile: Profile, person: Person): Promise<TodoPage> {
  const todo = await TodoPage.open(profile);
  await todo.logIn(person);
  await todo.atTasks();
  return todo;
}

/** A new person who has these tasks, the first of them the oldest, and has just logged in. */
export async function someoneWith(world: World, tasks: TaskText[] = [], settings: ServerSettings = {}) {
  const site = await world.site(settings);
  const person = await site.api.signUp();
  await site.api.createTasks(person, tasks);
  const profile = await world.profile(site);
  const todo = await loggedIn(profile, person);
  return { site, person, profile, todo };
}
