// A clock that the test moves: timers, the monotonic clock, the wall clock and the time limits of signals.
import { afterEach, vi } from 'vitest';

export function stopTime(): void {
  vi.useFakeTimers({ now: new Date('2026-11-30T12:00:00Z') });
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new DOMException('too late', 'TimeoutError')), milliseconds);
    return controller.signal;
  });
}

export const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);

/** The computer sleeps: only the wall clock goes on, and timers stand still. */
export const sleep = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
