// What every test starts from: servers, proxies and browser contexts of its own, all cleaned up after it. A test fails if
// one of its pages did what no page may do.
import { test as base, expect } from 'vitest';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { startChromium } from './chromium.ts';
import { ConsoleGuard } from './console-guard.ts';
import { FaultProxy } from './fault-proxy.ts';
import { Api } from './people.ts';
import { DevelopmentServer, type ServerSettings } from './server.ts';

/** Less than Vitest's own limit, so that a failure names the element that was waited for. */
const PATIENCE_MS = 15_000;

/** A development server behind a proxy, as the browser sees it. */
export interface Site {
  origin: string;
  api: Api;
  server: DevelopmentServer;
  proxy: FaultProxy;
}

/** A browser with its own cookies and storage. */
export interface Profile {
  context: BrowserContext;
  guard: ConsoleGuard;
  tab(): Promise<Page>;
}

export class World {
  readonly #endings: (() => Promise<unknown>)[] = [];
  readonly #guards: ConsoleGuard[] = [];

  constructor(readonly browser: Browser) {}

  async site(settings?: ServerSettings): Promise<Site> {
    const server = await DevelopmentServer.start(settings);
    this.atEnd(() => server.remove());
    const proxy = await FaultProxy.start(() => server.port);
    this.atEnd(() => proxy.stop());
    return { origin: `http://127.0.0.1:${proxy.port}`, api: new Api(server.origin), server, proxy };
  }

  async profile(
    site: { origin: string },
    options: BrowserContextOptions & { hosts?: string[] } = {},
  ): Promise<Profile> {
    const { hosts = [], ...rest } = options;
    const context = await this.browser.newContext({ baseURL: site.origin, locale: 'en-GB', ...rest });
    context.setDefaultTimeout(PATIENCE_MS);
    this.atEnd(() => context.close());
    const guard = new ConsoleGuard(context, [new URL(site.origin).host, ...hosts]);
    this.#guards.push(guard);
    return { context, guard, tab: () => context.newPage() };
  }

  atEnd(action: () => Promise<unknown>): void {
    this.#endings.unshift(action);
  }

  async end(): Promise<void> {
    for (const action of this.#endings) await action();
    expect(
      this.#guards.flatMap((guard) => guard.findings()),
      'what the pages must not do',
    ).toEqual([]);
  }
}

export const test = base.extend<{ browser: Browser; world: World }>({
  browser: [
    // eslint-disable-next-line no-empty-pattern -- Vitest reads the fixture's needs from the pattern.
    async ({}, use) => {
      const browser = await startChromium();
      await use(browser);
      await browser.close();
    },
    { scope: 'file' },
  ],
  world: async ({ browser }, use) => {
    const world = new World(browser);
    await use(world);
    await world.end();
  },
});

export { expect };
