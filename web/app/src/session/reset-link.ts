// The link in the mail. It stands behind the `#`, which no server sees, and is taken out of the address at once: it is kept
// in memory only, away from the history and from whoever looks at the screen. Nothing happens until a button is pressed.
import { createStore } from '../state/store';

export const RESET_PATH = '/reset-password';

export interface ResetLink {
  requestId: string;
  token: string;
}

export const resetLink = createStore<ResetLink | null>(null);

export function linkIn(fragment: string): ResetLink | null {
  const params = new URLSearchParams(fragment.replace(/^#/, ''));
  const [requestId, token] = [params.get('request_id'), params.get('token')];
  return requestId && token ? { requestId, token } : null;
}

function take(): void {
  const { pathname, search, hash } = window.location;
  if (pathname !== RESET_PATH || hash === '') return;
  window.history.replaceState(window.history.state, '', pathname + search);
  resetLink.set(linkIn(hash));
}

/** A second link that is opened in this tab changes the fragment only, and loads nothing. */
export function followResetLinks(): void {
  take();
  window.addEventListener('hashchange', take);
}
