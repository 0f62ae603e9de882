// The reset of a forgotten password.
import { api } from '../api';
import { notify } from '../shell/notices';
import { news, sentReset } from './before-log-in';

export async function sendMail(email: string): Promise<void> {
  const { request_id } = await api.account.requestPasswordReset({ email });
  sentReset.set({ email, requestId: request_id });
}

/** The reset has ended all sessions of its account: finds out whether this browser had one of them. */
export async function finishReset(): Promise<void> {
  if (api.session.get().status === 'signed-in') await api.account.get().catch(() => undefined);
  sentReset.set(null);
  if (api.session.get().status === 'signed-in') notify({ kind: 'info', text: 'The password is changed.' });
  else news.set('password-reset');
}
