// Body mode: the tokens are in a storage that tabs may share. A successor replaces only the token that was sent.
import { accessOf } from './access.js';
import type { Credentials, Finding } from './credentials.js';
import { keptText } from './kept-text.js';
import type { TokenStorage } from './types.js';

interface Stored {
  access_token: string;
  refresh_token: string;
  expires_in: number;
  stored_at: number;
}

export function storedCredentials(storage: TokenStorage): Credentials {
  const kept = keptText(storage);
  const read = () => parse(kept.read());
  let sent: string | undefined;
  let leaving: string | undefined;
  const look: Credentials['look'] = (current) => {
    const stored = read();
    if (!stored) return { reason: current ? 'logged-out' : 'none' };
    return stored.access_token === current?.token ? {} : taken(stored);
  };
  return {
    look,
    refreshBody: () => ({ refresh_token: (sent = read()?.refresh_token) }),
    refused(current) {
      if (read()?.refresh_token !== sent) return look(current);
      kept.write(null);
      return { reason: 'ended' };
    },
    keep({ access_token, refresh_token = sent ?? '', expires_in }, isSuccessor) {
      const stored = read();
      if (isSuccessor && stored?.refresh_token !== sent) return stored ? taken(stored) : { reason: 'logged-out' };
      kept.write(JSON.stringify({ access_token, refresh_token, expires_in, stored_at: Date.now() } satisfies Stored));
      return { access: accessOf(access_token, expires_in * 1000, 0, true) };
    },
    forget(reason) {
      if (reason === 'logged-out') leaving = read()?.refresh_token ?? leaving;
      kept.write(null);
    },
    pendingLogout: () => (leaving === undefined ? undefined : { body: { refresh_token: leaving } }),
    loggedOut() {
      leaving = undefined;
    },
  };
}

function taken({ access_token, expires_in, stored_at }: Stored): Finding {
  return { access: accessOf(access_token, expires_in * 1000, Math.max(0, Date.now() - stored_at)) };
}

/** Text that does not hold both tokens counts as nothing. */
function parse(text: string): Stored | undefined {
  try {
    const stored = JSON.parse(text) as Stored;
    return typeof stored.access_token === 'string' && typeof stored.refresh_token === 'string' ? stored : undefined;
  } catch {
    return undefined;
  }
}
