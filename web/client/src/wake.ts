// When to look at the session again: after a time, and when the page or the computer wakes up.
import { host } from './host.js';

/** A timer may stand still while the computer sleeps, so a long wait is cut into pieces. */
const LONGEST_MS = 30_000;

export interface Wake {
  /** Calls again after this time, or not at all. Replaces the time that was set before. */
  after(milliseconds: number | undefined): void;
  stop(): void;
}

export const isHidden = () => host.document?.visibilityState === 'hidden';

/** @param check is told whether a timer called it */
export function wakeUp(check: (byTimer: boolean) => void): Wake {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const woken = () => {
    if (!isHidden()) check(false);
  };
  const events = ['online', 'focus', 'pageshow'];
  for (const event of events) host.addEventListener?.(event, woken);
  host.document?.addEventListener('visibilitychange', woken);
  const after = (milliseconds: number | undefined) => {
    clearTimeout(timer);
    if (milliseconds === undefined) return;
    timer = setTimeout(() => check(true), Math.min(Math.max(milliseconds, 0), LONGEST_MS));
    // A Node process may end before.
    (timer as { unref?(): void }).unref?.();
  };
  return {
    after,
    stop() {
      after(undefined);
      for (const event of events) host.removeEventListener?.(event, woken);
      host.document?.removeEventListener('visibilitychange', woken);
    },
  };
}
