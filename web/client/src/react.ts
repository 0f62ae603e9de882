// The React hook. It re-renders when the session changes, and only then.
import { useSyncExternalStore } from 'react';
import type { Client, SessionState } from './types.js';

const LOADING: SessionState = { status: 'loading' };

/** While a server renders, the session is `loading`. */
export function useSession(client: Client): SessionState {
  return useSyncExternalStore(client.session.subscribe, client.session.get, () => LOADING);
}
