// How long to wait after a failed call: as long as the API asks, otherwise longer each time, and differently in each
// tab.
import { ApiError } from './errors.js';

const FIRST_MS = 500;
const LONGEST_MS = 60_000;
/** A longer Retry-After would lock a page out for the mistake of a proxy. */
const LONGEST_ASKED_MS = 600_000;

export interface Patience {
  /** @returns how long to wait, in milliseconds */
  failed(error: unknown): number;
  /** What is left to wait; undefined if nothing has failed. */
  remaining(): number | undefined;
  /** The API's error, while it wants no further call. No answer at all is no such wish. */
  refusal(): ApiError | undefined;
}

export function patience(): Patience {
  let failures = 0;
  let until: number | undefined;
  let apiError: ApiError | undefined;
  const remaining = () => until && Math.max(until - performance.now(), 0);
  return {
    failed(error) {
      apiError = error instanceof ApiError ? error : undefined;
      const asked = Math.min((apiError?.retryAfter ?? 0) * 1000, LONGEST_ASKED_MS);
      const backoff = Math.min(FIRST_MS * 2 ** failures++, LONGEST_MS);
      // Never earlier than the API asks, and otherwise up to a half later.
      const delay = Math.max(asked, backoff) * (1 + Math.random() / 2);
      until = performance.now() + delay;
      return delay;
    },
    remaining,
    refusal: () => (remaining() ? apiError : undefined),
  };
}
