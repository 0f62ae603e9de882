// The link in a mail. It stands behind the `#`, which no server sees, and is taken out of the address at once: it is kept in
// memory only, away from the history and from whoever looks at the screen. Nothing happens until a button is pressed.
import { createStore, useStore } from '../state/store';

export const RESET_PATH = '/reset-password';
export const VERIFY_PATH = '/verify-email';
export const CHANGE_PATH = '/change-email';
const PATHS = [RESET_PATH, VERIFY_PATH, CHANGE_PATH] as const;

type LinkPath = (typeof PATHS)[number];

export interface MailLink {
  requestId: string;
  token: string;
}

/** The newest one, for the screen of its path only. */
export const mailLink = createStore<{ path: LinkPath; link: MailLink | null } | null>(null);

export function linkIn(fragment: string): MailLink | null {
  const params = new URLSearchParams(fragment.replace(/^#/, ''));
  const [requestId, token] = [params.get('request_id'), params.get('token')];
  return requestId && token ? { requestId, token } : null;
}

export function useMailLink(path: LinkPath): MailLink | null {
  const found = useStore(mailLink);
  return found?.path === path ? found.link : null;
}

function take(): void {
  const { pathname, search, hash } = window.location;
  const path = PATHS.find((one) => one === pathname);
  if (path === undefined || hash === '') return;
  window.history.replaceState(window.history.state, '', pathname + search);
  mailLink.set({ path, link: linkIn(hash) });
}

/** A second link that is opened in this tab changes the fragment only, and loads nothing. */
export function followMailLinks(): void {
  take();
  window.addEventListener('hashchange', take);
}
