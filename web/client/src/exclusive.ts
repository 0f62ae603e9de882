// One session call at a time: in all tabs where the browser has Web Locks, otherwise in this tab. Waiting is bounded,
// and no lock is held while code of the caller runs.
import { host } from './host.js';

/** A session call takes less than a second as a rule. A tab that waited this long goes on without the lock. */
const MAX_WAIT_MS = 5000;

export interface Turn {
  /** Whether another call was running. */
  readonly waited: boolean;
  /** Whether no other call is running now. */
  readonly alone: boolean;
}

export type Exclusive = <T>(task: (turn: Turn) => Promise<T>) => Promise<T>;

/** @param name of the lock that the tabs share; without a name, only this client's own calls wait for each other */
export function exclusive(name: string | undefined): Exclusive {
  const locks = name && host.navigator?.locks;
  return locks ? (task) => inLock(locks, name, task) : inQueue();
}

async function inLock<T>(locks: LockManager, name: string, task: (turn: Turn) => Promise<T>): Promise<T> {
  let running: Promise<T> | undefined;
  const run = (turn: Turn) => (running = task(turn));
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), MAX_WAIT_MS);
  const begin = (turn: Turn) => {
    clearTimeout(timer);
    return run(turn);
  };
  try {
    await locks.request(name, { ifAvailable: true }, async (lock) => {
      if (lock) await begin({ waited: false, alone: true });
    });
    if (!running) {
      await locks.request(name, { signal: waiting.signal }, () => begin({ waited: true, alone: true }));
    }
  } catch {
    // Waited too long, or the browser refused: go on without. An error of the task itself is thrown below.
  } finally {
    clearTimeout(timer);
  }
  return running ?? run({ waited: true, alone: false });
}

function inQueue(): Exclusive {
  let last: Promise<unknown> | undefined;
  return async (task) => {
    const previous = last;
    const mine = (async () => {
      if (previous) await Promise.race([previous, pause(MAX_WAIT_MS)]);
      return task({ waited: previous !== undefined, alone: true });
    })();
    const settled = mine
      .catch(() => undefined)
      .then(() => {
        if (last === settled) last = undefined;
      });
    last = settled;
    return mine;
  };
}

/** Ends early when the signal is aborted. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    if (signal?.aborted) end();
    signal?.addEventListener('abort', end);
  });
}
