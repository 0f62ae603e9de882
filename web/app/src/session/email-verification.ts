// Proves that a person reads the mail of an email: by the link or by the code.
import type { MailProof } from 'todo-lambda-client';
import { ACCOUNT_KEY } from '../account/account-query';
import { api, mails } from '../api';
import type { SentMail } from '../mail/sent-mail';
import { notify } from '../shell/notices';
import { news, sentVerification, typedEmail } from './before-log-in';
import { currentWorkspace } from './current';

export async function requestVerification(email: string): Promise<SentMail> {
  const { request_id } = await mails.requestEmailVerification({ email });
  return { email, requestId: request_id };
}

/** For a visitor. */
export async function sendVerification(email: string): Promise<void> {
  sentVerification.set(await requestVerification(email));
  typedEmail.set(email);
}

/** It does not log in: whoever has the mail may not be whoever has the password. */
export async function confirmVerification(proof: MailProof): Promise<void> {
  await mails.confirmEmailVerification(proof);
  void currentWorkspace()?.queries.invalidateQueries({ queryKey: ACCOUNT_KEY });
  if (api.session.get().status === 'signed-in') notify({ kind: 'info', text: 'The email is verified.' });
  else news.set('email-verified');
}

/** After a log-in that was refused: the code of the mail that this tab has asked for still works. */
export function askToVerify(email: string): void {
  if (sentVerification.get()?.email !== email) sentVerification.set(null);
  news.set('email-not-verified');
}
