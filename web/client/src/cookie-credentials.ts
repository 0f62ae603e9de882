// Cookie mode: no script can read the refresh token. What this page knows of its session is a mark in localStorage:
// `out` while a logout has yet to reach the API, otherwise when the token was last rotated and the session's id.
import { accessOf, ageOf } from './access.js';
import { signedOut, type Credentials } from './credentials.js';
import { localText } from './local-text.js';

const PENDING = 'out';
const DAY_MS = 86_400_000;

interface Mark {
  get(): string | null;
  set(text: string | null): void;
  /** Whether the other tabs see it. */
  isShared(): boolean;
}

/** A mark that lives as long as this page where localStorage cannot be used. */
function markOf(key: string): Mark {
  const text = localText(key);
  let memory: string | null = null;
  let shared = true;
  const attempt = (action: () => void) => {
    try {
      if (shared) action();
    } catch {
      shared = false;
    }
  };
  return {
    get() {
      attempt(() => (memory = text.read()));
      return memory;
    },
    set(value) {
      memory = value;
      attempt(() => (value === null ? text.clear() : text.write(value)));
    },
    isShared: () => shared,
  };
}

export function cookieCredentials(key: string): Credentials {
  const mark = markOf(key);
  const rotatedAt = () => Number.parseInt(mark.get() ?? '', 10);
  let rotating = false;
  return {
    cookie: true,
    look(current) {
      const text = mark.get();
      if (text === PENDING) return signedOut('logged-out');
      if (!mark.isShared()) return 'same';
      return (text?.split(' ')[1] ?? '') === (current?.sessionId ?? '') ? 'same' : 'unknown';
    },
    refreshBody({ alone }) {
      // A clock that was set back is as good a reason as a day that has passed.
      rotating = alone && Math.abs(Date.now() - rotatedAt()) >= DAY_MS;
      return rotating ? { rotate: true } : undefined;
    },
    // With a body but without a cookie, the API misses the member `refresh_token`.
    isRefused: (status) => [400, 401, 415, 422].includes(status),
    refused(current) {
      const wasSignedIn = current !== undefined || mark.get() !== null;
      mark.set(null);
      return signedOut(wasSignedIn ? 'ended' : 'none');
    },
    keep({ access_token, expires_in }, isSuccessor) {
      const access = accessOf(access_token, expires_in * 1000, 0, true);
      const isNew = !isSuccessor || rotating || Number.isNaN(rotatedAt());
      mark.set(`${isNew ? Date.now() : rotatedAt()} ${access.sessionId}`);
      return access;
    },
    forget: (reason) => mark.set(reason === 'logged-out' ? PENDING : null),
    pendingLogout: () => (mark.get() === PENDING ? {} : undefined),
    loggedOut: () => mark.set(null),
    news: (access) => ({ kind: 'token', token: access.token, lifetime: access.lifetime, age: ageOf(access) }),
    received(message) {
      return message.kind === 'token' ? accessOf(message.token, message.lifetime, message.age, false) : 'same';
    },
  };
}
