// Pictures of every mail, side by side, as a mail program on a phone shows them.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { verify } from '../app/todo-page.ts';
import { changeMail, mailAbout, resetMail } from '../harness/mailbox.ts';
import { test, type World } from '../harness/world.ts';
import { shoot } from './shoot.ts';

const PASSWORD = 'nine quiet herons';
const NEW_PASSWORD = 'ten loud ospreys';
const ADA = { email: 'ada@example.com', password: PASSWORD };
const NEW_EMAIL = 'ada@example.org';

/** The HTML of every mail that a person can get. */
async function everyMail(world: World): Promise<string[]> {
  const site = await world.site();
  const ada = await site.api.signUp(ADA);
  await verify(site, ada);
  const { access_token } = await site.api.logIn(ada);
  await site.api.send('POST', '/tasks/', { title: 'Water the plants' }, access_token);
  await site.api.send('POST', '/reports/', undefined, access_token);
  await site.api.send('POST', '/users/password-reset', { email: ADA.email });
  await resetMail(site.origin, ADA.email);
  const changed = { current_password: PASSWORD, new_password: NEW_PASSWORD };
  await site.api.send('PUT', '/users/me/password', changed, access_token);
  const again = await site.api.logIn({ email: ADA.email, password: NEW_PASSWORD });
  const change = { current_password: NEW_PASSWORD, new_email: NEW_EMAIL };
  await site.api.send('POST', '/users/me/email-change', change, again.access_token);
  const { link } = await changeMail(site.origin, NEW_EMAIL);
  const given = Object.fromEntries(new URLSearchParams(new URL(link, site.origin).hash.slice(1)));
  await site.api.send('POST', '/users/email-change/confirm', given);
  await mailAbout(site.origin, ADA.email, /email was changed|has a new email|changed/i, 2);
  const strict = await world.site({ emailVerification: 'required' });
  await strict.api.send('POST', '/users/', ADA);
  await strict.api.send('POST', '/users/', { ...ADA, password: NEW_PASSWORD });
  await mailAbout(strict.origin, ADA.email, /already have/);
  return [...(await htmlAt(site.origin)), (await htmlAt(strict.origin))[0] ?? ''];
}

/** The oldest mail last. */
async function htmlAt(origin: string): Promise<string[]> {
  const mails = (await (await fetch(`${origin}/mailbox.json`)).json()) as { html: string }[];
  return mails.map(({ html }) => html);
}

async function show(page: Page, mails: string[], theme: string): Promise<void> {
  await page.setContent(
    `<body style="margin: 0; display: grid; grid-template-columns: repeat(3, 1fr); color-scheme: ${theme}">`,
  );
  await page.evaluate((mails) => {
    for (const html of mails) {
      const frame = document.createElement('iframe');
      frame.style.cssText = 'border: 0; width: 100%; height: 700px';
      frame.srcdoc = html;
      document.body.append(frame);
    }
  }, mails);
  await page.waitForFunction(() =>
    [...document.querySelectorAll('iframe')].every((frame) => frame.contentDocument?.querySelector('h1')),
  );
}

test('mails', async ({ world }) => {
  const mails = await everyMail(world);
  expect(mails).toHaveLength(8);
  const site = await world.site();
  for (const theme of ['light', 'dark'] as const) {
    const profile = await world.profile(site, { viewport: { width: 1200, height: 2100 }, colorScheme: theme });
    const page = await profile.tab();
    await show(page, mails, theme);
    await shoot(page, `mails-${theme}`);
  }
});
