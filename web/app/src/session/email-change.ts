// A new email for the account. It counts once its mailbox has shown that it can be read, and ends all sessions.
import type { MailProof } from 'todo-lambda-client';
import { api, mails } from '../api';
import { isProblem } from '../problems/messages';
import { notify } from '../shell/notices';
import { news, typedEmail } from './before-log-in';

/** `newEmail` is empty if only the mail knows it. `onChanged` runs before this tab learns that its session has ended. */
export async function confirmChange(proof: MailProof, newEmail: string, onChanged: () => void): Promise<void> {
  await mails.confirmEmailChange(proof);
  onChanged();
  // Before the log-in screen shows, so that it does not say something else first.
  typedEmail.set(newEmail);
  news.set('email-changed');
  if (await isStillSignedIn()) {
    typedEmail.set('');
    news.set(null);
    notify({ kind: 'info', text: 'The email is changed.' });
  }
}

/** After a confirmation whose answer was lost: the code is used up, and the session is over. */
export async function isChangedAlready(error: unknown, newEmail: string): Promise<boolean> {
  if (!isProblem(error, '/problems/invalid-mail-token') || (await isStillSignedIn())) return false;
  typedEmail.set(newEmail);
  news.set('email-changed');
  return true;
}

async function isStillSignedIn(): Promise<boolean> {
  if (api.session.get().status === 'signed-in') await api.account.get().catch(() => undefined);
  return api.session.get().status === 'signed-in';
}
