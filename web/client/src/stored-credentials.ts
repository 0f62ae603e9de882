// Body mode: the tokens are in a storage that tabs may share. A successor replaces only the token that was sent.
import { accessOf } from './access.js';
import { signedOut, type Credentials, type Finding, type Issued } from './credentials.js';
import type { TokenStorage } from './types.js';

interface Stored {
  access_token: string;
  refresh_token: string;
  expires_in: number;
  stored_at: number;
}

/** Anything else is treated as if nothing were stored. */
function parse(text: string | null | undefined): Stored | undefined {
  try {
    const { access_token, refresh_token, expires_in, stored_at } = JSON.parse(text ?? '') as Record<string, unknown>;
    const isWhole = typeof access_token === 'string' && typeof refresh_token === 'string';
    return isWhole
      ? { access_token, refresh_token, expires_in: Number(expires_in) || 0, stored_at: Number(stored_at) || 0 }
      : undefined;
  } catch {
    return undefined;
  }
}

export function storedCredentials(storage: TokenStorage): Credentials {
  const kept = new KeptTokens(storage);
  let sent: string | undefined;
  let leaving: string | undefined;
  const taken = ({ access_token, expires_in, stored_at }: Stored): Finding =>
    accessOf(access_token, expires_in * 1000, Math.max(0, Date.now() - stored_at), false);
  const look: Credentials['look'] = async (current) => {
    const stored = await kept.read();
    if (!stored) return signedOut(current ? 'logged-out' : 'none');
    return stored.access_token === current?.token ? 'same' : taken(stored);
  };
  return {
    cookie: false,
    look,
    refreshBody: () => ({ refresh_token: (sent = kept.memory?.refresh_token) }),
    isRefused: (status) => status === 401,
    async refused() {
      const stored = await kept.read();
      if (stored && stored.refresh_token !== sent) return taken(stored);
      await kept.clear();
      return signedOut(stored ? 'ended' : 'logged-out');
    },
    async keep(issued, isSuccessor) {
      const stored = isSuccessor ? await kept.read() : undefined;
      if (isSuccessor && !stored) return signedOut('logged-out');
      if (stored && stored.refresh_token !== sent) return taken(stored);
      await kept.write(issued, sent);
      return accessOf(issued.access_token, issued.expires_in * 1000, 0, true);
    },
    async forget(reason) {
      const stored = kept.memory ?? (await kept.read());
      if (reason === 'logged-out') leaving = stored?.refresh_token ?? leaving;
      await kept.clear();
    },
    pendingLogout: () => (leaving === undefined ? undefined : { body: { refresh_token: leaving } }),
    loggedOut: () => {
      leaving = undefined;
    },
    news: () => ({ kind: 'changed' }),
    received: (message, current) => (message.kind === 'changed' ? look(current) : 'same'),
  };
}

/** The storage and, from the moment it throws, this tab's memory in its place. */
class KeptTokens {
  memory: Stored | undefined;
  #isBroken = false;
  #clears = 0;

  constructor(readonly storage: TokenStorage) {}

  async read(): Promise<Stored | undefined> {
    await this.#attempt(async () => {
      const clears = this.#clears;
      const text = await this.storage.read();
      if (clears === this.#clears) this.memory = parse(text);
    });
    return this.memory;
  }

  async write({ access_token, refresh_token, expires_in }: Issued, sent: string | undefined): Promise<void> {
    const clears = this.#clears;
    const kept = { access_token, refresh_token: refresh_token ?? sent ?? '', expires_in, stored_at: Date.now() };
    this.memory = kept;
    await this.#attempt(() => this.storage.write(JSON.stringify(kept)));
    // Someone has logged out while the storage was writing.
    if (clears !== this.#clears) await this.clear();
  }

  async clear(): Promise<void> {
    this.#clears++;
    this.memory = undefined;
    await this.#attempt(() => this.storage.clear());
  }

  /** A storage that cannot be written must not keep an old token, which would end the session when it is sent. */
  async #attempt(action: () => void | Promise<void>): Promise<void> {
    if (this.#isBroken) return;
    try {
      await action();
    } catch {
      this.#isBroken = true;
      try {
        await this.storage.clear();
      } catch {
        // Nothing more can be done.
      }
    }
  }
}
