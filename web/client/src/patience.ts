// How long to wait after a failed call: as long as the API asks, otherwise longer each time, and differently in each
// tab.
import { ApiError } from './errors.js';

const FIRST_MS = 500;
const LONGEST_MS = 60_000;
/** A longer Retry-After would lock a page out for a mistake of a proxy. */
const LONGEST_ASKED_MS = 600_000;

export class Patience {
  #failures = 0;
  #until = 0;
  /** The error, if the API itself asked to wait. */
  #asked: ApiError | undefined;

  succeeded(): void {
    this.#failures = this.#until = 0;
    this.#asked = undefined;
  }

  /** @returns how long to wait, in milliseconds */
  failed(error: unknown): number {
    const backoff = Math.min(FIRST_MS * 2 ** this.#failures++, LONGEST_MS) * (0.5 + Math.random() / 2);
    const asked = error instanceof ApiError ? (error.retryAfter ?? 0) * 1000 : 0;
    const delay = Math.max(Math.min(asked, LONGEST_ASKED_MS) + (asked && Math.random() * FIRST_MS), backoff);
    this.#asked = error instanceof ApiError ? error : undefined;
    this.#until = performance.now() + delay;
    return delay;
  }

  /** What is left to wait, or undefined after a success. */
  remaining(): number | undefined {
    return this.#until ? Math.max(this.#until - performance.now(), 0) : undefined;
  }

  /** The API's error, while it wants no further call. */
  refusal(): ApiError | undefined {
    return this.remaining() ? this.#asked : undefined;
  }
}
