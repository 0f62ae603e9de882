// The reset of a forgotten password that is under way in this tab. The request outlives a reload, because a phone may
// drop this page while its user reads the mail. It opens nothing without the mail. Passwords and codes are never kept.
import { api } from '../api';
import { notify } from '../shell/notices';
import { readStored, writeStored } from '../state/storage';
import { createStore } from '../state/store';

const SENT = 'todo:password-reset';

export interface SentMail {
  email: string;
  requestId: string;
}

export const sentMail = createStore<SentMail | null>(storedMail(), (mail) =>
  writeStored('session', SENT, mail && JSON.stringify(mail)),
);

/** What log-in and reset share, so that nobody types it twice. */
export const typedEmail = createStore(sentMail.get()?.email ?? '');

/** True until the next log-in, which says so. */
export const isPasswordReset = createStore(false);

function storedMail(): SentMail | null {
  try {
    const { email, requestId } = JSON.parse(readStored('session', SENT) ?? '') as Partial<SentMail>;
    return email && requestId ? { email, requestId } : null;
  } catch {
    return null;
  }
}

/** At a log-in: what was typed before it must not be shown to anybody else. */
export function forgetReset(): void {
  typedEmail.set('');
  sentMail.set(null);
  isPasswordReset.set(false);
}

export async function sendMail(email: string): Promise<void> {
  const { request_id } = await api.account.requestPasswordReset({ email });
  sentMail.set({ email, requestId: request_id });
}

/** The reset has ended all sessions of its account: finds out whether this browser had one of them. */
export async function finishReset(): Promise<void> {
  if (api.session.get().status === 'signed-in') await api.account.get().catch(() => undefined);
  sentMail.set(null);
  if (api.session.get().status === 'signed-in') notify({ kind: 'info', text: 'The password is changed.' });
  else isPasswordReset.set(true);
}
