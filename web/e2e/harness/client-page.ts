// An empty page of the API's own origin with the built client in it, as `window.client`.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import type { Client } from 'todo-lambda-client';
import type { Person } from './people.ts';
import type { ServerSettings } from './server.ts';
import type { Profile, Site, World } from './world.ts';

declare global {
  var client: Client;
  var states: string[];
}

export type Storage = 'cookie' | 'local';

const BUNDLE = new URL('../../client/dist/', import.meta.url);

const html = (
  storage: Storage,
) => `<!doctype html><title>client</title><link rel="icon" href="data:," /><script type="module">
  import { createClient } from '/client-bundle/index.js';
  window.states = [];
  window.client = createClient({ baseUrl: '/api/v1', storage: '${storage}' });
  const note = () => window.states.push(window.client.session.get().status);
  note();
  window.client.session.subscribe(note);
</script>`;

/** Call before the first tab. */
export async function serveClient({ context }: Profile): Promise<void> {
  await context.route('**/client-bundle/**', async (route) => {
    const path = new URL(route.request().url()).pathname.replace('/client-bundle/', '');
    const body = await readFile(fileURLToPath(new URL(path, BUNDLE)), 'utf8');
    await route.fulfill({ body, contentType: 'text/javascript' });
  });
  await context.route(/\/client-page\/\w+$/, async (route) => {
    const storage = route.request().url().endsWith('local') ? 'local' : 'cookie';
    await route.fulfill({ body: html(storage), contentType: 'text/html' });
  });
}

/** A tab that knows whether somebody is signed in. */
export async function clientTab(profile: Profile, storage: Storage): Promise<Page> {
  const page = await profile.tab();
  await page.goto(`/client-page/${storage}`);
  await settled(page);
  return page;
}

export async function settled(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const look = () => {
          const { status } = client.session.get();
          if (status !== 'loading') resolve(status);
        };
        client.session.subscribe(look);
        look();
      }),
  );
}

export function signIn(page: Page, { email, password }: Person): Promise<void> {
  return page.evaluate((input) => client.logIn(input), { email, password });
}

export const statusIn = (page: Page): Promise<string> => page.evaluate(() => client.session.get().status);

export interface SignedIn {
  site: Site;
  person: Person;
  profile: Profile;
  tab: Page;
}

/** A person who is signed in, in one tab of a server whose data outlive it. */
export async function signedInTab(world: World, storage: Storage, settings: ServerSettings = {}): Promise<SignedIn> {
  const site = await world.site({ durable: true, ...settings });
  const person = await site.api.signUp();
  const profile = await world.profile(site);
  await serveClient(profile);
  const tab = await clientTab(profile, storage);
  await signIn(tab, person);
  return { site, person, profile, tab };
}
