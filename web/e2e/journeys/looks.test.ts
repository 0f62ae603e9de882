// How the page behaves on a small screen, for people who want no motion, and how steady and how fast it is.
import type { Page } from 'playwright-core';
import { loggedIn, someoneWith, TodoPage } from '../app/todo-page.ts';
import { report } from '../harness/figures.ts';
import { expect, test } from '../harness/world.ts';

const PHONE = { width: 390, height: 844 };
const TASKS = Array.from({ length: 20 }, (_, index) => ({
  title: `Task ${index} ${'with a rather long title that needs more than one line '.repeat(index % 3)}`.trim(),
  description: index % 4 === 0 ? 'https://example.com/a-very-long-address-without-a-single-space-in-it/'.repeat(3) : '',
  deadline: index % 5 === 0 ? '2030-06-01' : '',
})).map(({ deadline, ...task }) => (deadline ? { ...task, deadline } : task));

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Controls that a finger would miss: what reacts is less than 24 pixels wide or high (WCAG 2.5.8). */
const smallTargets = (page: Page, within = 'body') =>
  page.locator(within).evaluate((root) => {
    const targets = [...root.querySelectorAll<HTMLElement>('button, label:has(input), select, input:not(label input)')];
    const reacts = (target: HTMLElement, x: number, y: number) => target.contains(document.elementFromPoint(x, y));
    const isSmall = (target: HTMLElement) => {
      target.scrollIntoView({ block: 'center', behavior: 'instant' });
      const { left, top, width, height } = target.getBoundingClientRect();
      const [x, y] = [left + width / 2, top + height / 2];
      const corners = [-11.5, 11.5].flatMap((dx) => [-11.5, 11.5].map((dy) => [x + dx, y + dy] as const));
      return !corners.every(([cx, cy]) => reacts(target, cx, cy));
    };
    const isVisible = (target: HTMLElement) =>
      target.checkVisibility({ visibilityProperty: true }) && target.clientWidth > 1;
    return targets
      .filter((target) => isVisible(target) && isSmall(target))
      .map(({ outerHTML }) => outerHTML.slice(0, 90));
  });

declare global {
  var layoutShift: number;
}

/** The score that browsers report: what moves within half a second of a click or a key does not count. */
async function watchLayoutShift(page: Page): Promise<void> {
  await page.addInitScript(() => {
    globalThis.layoutShift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) globalThis.layoutShift += entry.value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

const layoutShiftOf = (page: Page) => page.evaluate(() => globalThis.layoutShift);

test('on a phone nothing is wider than the screen, and every target is large enough for a finger', async ({
  world,
}) => {
  const { todo } = await someoneWith(world, TASKS);
  await todo.page.setViewportSize(PHONE);
  await todo.atTasks();
  const check = async (what: string, within?: string) => {
    expect(await overflow(todo.page), what).toBe(0);
    expect(await smallTargets(todo.page, within), what).toEqual([]);
  };
  await check('tasks');
  await todo.edit(TASKS[0]?.title ?? '');
  await check('editing');
  await todo.button('Cancel').click();
  await todo.button('Menu').click();
  await check('menu', '[popover]');
  await todo.page.keyboard.press('Escape');
  await todo.openAccount();
  await todo.page.getByText('This device', { exact: true }).waitFor();
  await check('account');
  await todo.logOut();
  await check('log in');
});

test('on the smallest phone, the screens about emails fit, and every target is large enough', async ({ world }) => {
  const { todo } = await someoneWith(world);
  await todo.page.setViewportSize({ width: 320, height: 640 });
  const check = async (what: string) => {
    expect(await overflow(todo.page), what).toBe(0);
    expect(await smallTargets(todo.page), what).toEqual([]);
  };
  await todo.openAccount();
  await todo.button('Send mail').click();
  await todo.page.getByLabel('Code').waitFor();
  await todo.button('Change email').click();
  await check('account');
  await todo.page.goto('/change-email#request_id=none&token=none');
  await todo.heading('Change your email').waitFor();
  await check('link to a new email');
  await todo.page.goto('/verify-email#request_id=none&token=none');
  await todo.heading('Verify your email').waitFor();
  await check('link');
});

test('nothing jumps while the account page loads', async ({ world }) => {
  const { site, todo } = await someoneWith(world);
  await todo.page.setViewportSize(PHONE);
  await watchLayoutShift(todo.page);
  await todo.openAccount();
  const slow = site.proxy.holdAnswer('GET /api/v1/users/me');
  await todo.page.reload({ waitUntil: 'commit' });
  await slow.answered;
  await todo.page.getByText('This device', { exact: true }).waitFor();
  slow.release();
  await todo.heading('Email').waitFor();
  await todo.page.evaluate(() => document.fonts.ready);
  const shift = await layoutShiftOf(todo.page);
  report('layout shift of the account page', shift.toFixed(4));
  expect(shift).toBeLessThan(0.01);
});

test('on a phone a task is added, completed and deleted by touch', async ({ world }) => {
  const site = await world.site();
  const ada = await site.api.signUp();
  const profile = await world.profile(site, { viewport: PHONE, hasTouch: true, isMobile: true });
  const todo = await loggedIn(profile, ada);
  await todo.fillComposer({ title: 'Water the plants' });
  await todo.composer.getByRole('button', { name: 'Add', exact: true }).tap();
  await todo.row('Water the plants').waitFor();
  await todo.button('Delete Water the plants').tap();
  await todo.notice('Deleted “Water the plants”.').waitFor();
  await todo.button('Undo').tap();
  await todo.checkbox('Water the plants').tap();
  await todo.notice('Completed “Water the plants”.').waitFor();
});

test('for people who want less motion nothing moves', async ({ world }) => {
  const { todo } = await someoneWith(world, TASKS.slice(0, 3));
  await todo.page.emulateMedia({ reducedMotion: 'reduce' });
  await todo.page.reload();
  await todo.atTasks();
  await todo.page.evaluate(() => {
    const moves: string[] = [];
    Object.assign(window, { moves });
    const note = (event: AnimationEvent | TransitionEvent) => {
      const { duration } =
        event.target instanceof Element ? (event.target.getAnimations()[0]?.effect?.getComputedTiming() ?? {}) : {};
      if (typeof duration === 'number' && duration > 20) moves.push(`${event.type} ${duration}`);
    };
    document.addEventListener('transitionstart', note);
    document.addEventListener('animationstart', note);
  });
  await todo.checkbox('Task 0').check();
  await todo.notice('Completed “Task 0”.').waitFor();
  await todo.button('Menu').click();
  await todo.button('Keyboard shortcuts').click();
  await todo.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  expect(await todo.page.evaluate(() => (window as unknown as { moves: string[] }).moves)).toEqual([]);
});

test('nothing jumps while the page loads or a task is added', async ({ world }) => {
  const { site, todo } = await someoneWith(world, TASKS);
  await watchLayoutShift(todo.page);
  const slow = site.proxy.holdAnswer('GET /api/v1/tasks/');
  await todo.page.reload({ waitUntil: 'commit' });
  await slow.answered;
  slow.release();
  await todo.row('Task 0').waitFor();
  await todo.page.evaluate(() => document.fonts.ready);
  const onLoad = await layoutShiftOf(todo.page);

  const late = site.proxy.holdAnswer('POST /api/v1/tasks/');
  await todo.page.evaluate(() => {
    document.addEventListener('keydown', () => Object.assign(window, { pressed: performance.now() }), true);
  });
  await todo.fillComposer({ title: 'Call the dentist' });
  await todo.page.keyboard.press('Enter');
  await late.answered;
  const sincePress = () =>
    todo.page.evaluate(() => performance.now() - (window as unknown as { pressed: number }).pressed);
  await expect.poll(sincePress).toBeGreaterThan(600); // from now on everything that moves counts
  late.release();
  await todo.row('Call the dentist').waitFor();
  await todo.page.getByText('Adding…').waitFor({ state: 'hidden' });
  const whileAdding = (await layoutShiftOf(todo.page)) - onLoad;
  report('layout shift while loading', onLoad.toFixed(4));
  report('layout shift while adding a task', whileAdding.toFixed(4));
  expect(onLoad).toBeLessThan(0.01);
  expect(whileAdding).toBeLessThan(0.01);
});

test('nothing jumps on the log-in page', async ({ world }) => {
  const site = await world.site();
  const profile = await world.profile(site);
  const page = await profile.tab();
  await watchLayoutShift(page);
  await page.goto('/log-in');
  await new TodoPage(page).atLogIn();
  await page.evaluate(() => document.fonts.ready);
  const shift = await layoutShiftOf(page);
  report('layout shift of the log-in page', shift.toFixed(4));
  expect(shift).toBeLessThan(0.01);
});

test('the theme follows the system until the person chooses one, and a reload keeps the choice', async ({ world }) => {
  const { todo } = await someoneWith(world);
  const background = () => todo.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await todo.page.emulateMedia({ colorScheme: 'light' });
  const light = await background();
  await todo.page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(background).not.toBe(light);
  await todo.openAccount();
  const themes = todo.page.getByRole('main').getByRole('group', { name: 'Theme' });
  await themes.getByRole('radio', { name: 'Light' }).check();
  await expect.poll(background).toBe(light);
  await todo.page.reload();
  expect(await background()).toBe(light);
});

test('a person who is logged in can use the list soon after the navigation', async ({ world }) => {
  const { site, person } = await someoneWith(world, TASKS);
  const direct = await world.profile(site.server);
  const { page } = await loggedIn(direct, person);
  await page.addInitScript(() => {
    const note = () => {
      if (!document.querySelector('[data-task-id] input[type=checkbox]')) return;
      observer.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => Object.assign(window, { usableAt: performance.now() })));
    };
    const observer = new MutationObserver(note);
    observer.observe(document, { childList: true, subtree: true });
  });
  const session = await direct.context.newCDPSession(page);
  const milliseconds = async (cacheDisabled: boolean) => {
    await session.send('Network.setCacheDisabled', { cacheDisabled });
    const times: number[] = [];
    for (let round = 0; round < 5; round++) {
      await page.goto('/');
      await expect.poll(() => usableAt(page)).toBeGreaterThan(0);
      times.push(Math.round((await usableAt(page)) ?? Number.NaN));
    }
    return times.sort((one, other) => one - other)[2];
  };

  report('milliseconds from navigation to a usable list, files cached, median of 5', (await milliseconds(false)) ?? 0);
  const uncached = (await milliseconds(true)) ?? Number.NaN;
  report('milliseconds from navigation to a usable list, nothing cached, median of 5', uncached);
  expect(uncached).toBeLessThan(3000);
});

/** When the first task was painted, by the page's own clock. */
const usableAt = (page: Page) => page.evaluate(() => (window as unknown as { usableAt?: number }).usableAt);
