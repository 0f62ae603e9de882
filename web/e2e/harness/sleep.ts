// Puts a tab to sleep, as a computer does whose lid is closed: no code runs in it, and its timers fire only after it has
// woken up. The clock goes on.
import type { Page } from 'playwright-core';

/** @returns what wakes it up again */
export async function putToSleep(page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Debugger.enable');
  await session.send('Debugger.pause');
  return async () => {
    await session.send('Debugger.resume').catch(() => undefined); // it has not run since
    await session.detach();
  };
}
