// When to look at the session again: after a time, when the page or the computer wakes up, and when another tab has
// changed the storage.
import { host } from './host.js';

/** A timer may stand still while the computer sleeps, so a long wait is cut into pieces. */
const LONGEST_MS = 30_000;
/** However short-lived its tokens are, a client is no flood. */
const SHORTEST_MS = 1000;

export interface Wake {
  /** Checks again after this time, or not at all. Replaces the time that was set before. */
  after(milliseconds?: number): void;
  stop(): void;
}

export const isHidden = () => host.document?.hidden;

/**
 * @param key of the text in localStorage
 * @param check is told whether a timer called it
 */
export function wakeUp(key: string | undefined, check: (byTimer: boolean) => void): Wake {
  const life = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const woken = (event: Event & { key?: string | null }) => {
    // Only a storage event has a key; null means that everything was cleared.
    if (!isHidden() && (event.key ?? key) === key) check(false);
  };
  for (const event of ['visibilitychange', 'online', 'focus', 'pageshow', 'storage']) {
    host.addEventListener?.(event, woken, life);
  }
  return {
    after(milliseconds) {
      clearTimeout(timer);
      if (milliseconds === undefined) return;
      timer = setTimeout(() => check(true), Math.min(Math.max(milliseconds, SHORTEST_MS), LONGEST_MS));
      // A Node process may end before.
      (timer as { unref?(): void }).unref?.();
    },
    stop() {
      clearTimeout(timer);
      life.abort();
    },
  };
}
