// One session call at a time in all tabs, where the browser has Web Locks. Waiting is bounded, and the lock is held
// for one call of ours, which has a time limit: never while code of the caller runs.
import { host } from './host.js';

/** A session call takes less than a second as a rule. A tab that waited this long goes on without the lock. */
const MAX_WAIT_MS = 5000;

/**
 * Is told whether another call was running, and whether that one may still be running.
 *
 * Where there are no locks, nobody waits. The API takes care of calls that overlap, as long as each is quick.
 */
export type Task<T> = (waited: boolean, isOverdue: boolean) => Promise<T>;

/** @param name of the lock, if the tabs share a session */
export async function exclusive<T>(name: string | undefined, task: Task<T>): Promise<T> {
  const locks = name && host.navigator?.locks;
  if (!locks) return task(false, false);
  let running: Promise<T> | undefined;
  const run = (waited: boolean) => (running = task(waited, false));
  try {
    await locks.request(name, { ifAvailable: true }, (lock) => lock && run(false));
    if (!running) await locks.request(name, { signal: AbortSignal.timeout(MAX_WAIT_MS) }, () => run(true));
  } catch {
    // Waited too long, or the browser refused: go on without. An error of the task itself is thrown below.
  }
  return running ?? task(true, true);
}
