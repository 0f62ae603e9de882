// An access token and how old it is. Whether it is valid is for the API to say.

/** A token this close to its expiry is replaced before it is used. */
const MARGIN_MS = 60_000;

export interface Access {
  readonly token: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly lifetime: number;
  /** When to refresh: at a slightly different age in each tab, so that one of them does it for all. */
  readonly refreshAt: number;
  readonly monotonic: number;
  readonly wall: number;
  /** Whether this tab got it from the API itself, and not from another tab. */
  readonly own: boolean;
}

/** @param age how long ago the API issued the token; both times in milliseconds */
export function accessOf(token: string, lifetime: number, age = 0, own = false): Access {
  const { sub = '', sid = '' } = claimsOf(token);
  return {
    token,
    userId: sub,
    sessionId: sid,
    lifetime,
    refreshAt: lifetime - Math.min(MARGIN_MS, lifetime / 10) * (1 + Math.random() / 2),
    monotonic: performance.now() - age,
    wall: Date.now() - age,
    own,
  };
}

/**
 * The monotonic clock may stand still while the computer sleeps, and the other one may be set. The larger age is
 * right after a sleep; after a clock was set forward, it costs one refresh.
 */
export const ageOf = ({ monotonic, wall }: Access): number =>
  Math.max(performance.now() - monotonic, Date.now() - wall);

export const isFresh = (access: Access | undefined): access is Access =>
  access !== undefined && ageOf(access) < access.refreshAt;

/** How long the token is valid, as far as we know. */
export const remainingOf = (access: Access): number => access.lifetime - ageOf(access);

/** Reads the payload without trusting it: a token that is no JWT has no claims. Both claims are ASCII. */
export function claimsOf(token: string): { sub?: string; sid?: string } {
  try {
    const payload = token.split('.')[1] ?? '';
    return JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/'))) as object;
  } catch {
    return {};
  }
}
