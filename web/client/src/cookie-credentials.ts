// Cookie mode: no script can read the refresh token. What this page knows of its session is a mark in localStorage:
// `out` while a logout has yet to reach the API, otherwise when the token was last rotated and the session's id.
import { accessOf } from './access.js';
import type { Credentials } from './credentials.js';
import { keptText } from './kept-text.js';
import type { TokenStorage } from './types.js';

const PENDING = 'out';
const DAY_MS = 86_400_000;

export function cookieCredentials(storage: TokenStorage): Credentials {
  const mark = keptText(storage);
  const rotatedAt = () => parseInt(mark.read(), 10);
  let isRotating = false;
  return {
    look(current) {
      const [time, sessionId = ''] = mark.read().split(' ');
      if (time === PENDING) return { reason: 'logged-out' };
      return { isUnclear: sessionId !== (current?.sessionId ?? '') };
    },
    refreshBody(mayRotate) {
      // A clock that was set back is as good a reason as a day that has passed.
      isRotating = mayRotate && Math.abs(Date.now() - rotatedAt()) >= DAY_MS;
      return { optional: true, rotate: isRotating };
    },
    refused(current) {
      const reason = current || mark.read() ? 'ended' : 'none';
      mark.write(null);
      return { reason };
    },
    keep({ access_token, expires_in }, isSuccessor) {
      // Another tab has logged out meanwhile, and has yet to tell the API.
      if (isSuccessor && mark.read() === PENDING) return { reason: 'logged-out' };
      const access = accessOf(access_token, expires_in * 1000, 0, true);
      const kept = isSuccessor && !isRotating && rotatedAt();
      mark.write(`${kept || Date.now()} ${access.sessionId}`);
      return { access };
    },
    forget: (reason) => mark.write(reason === 'logged-out' ? PENDING : null),
    pendingLogout: () => (mark.read() === PENDING ? {} : undefined),
    loggedOut: () => mark.write(null),
  };
}
