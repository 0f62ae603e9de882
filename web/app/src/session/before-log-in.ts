// What the screens before a log-in share, so that nobody types an email twice: the mails that wait for their code, the
// email, and what has just been done. Passwords and codes are never kept.
import { keptMail } from '../mail/sent-mail';
import { createStore } from '../state/store';

export type News = 'password-reset' | 'email-verified' | 'email-changed' | 'email-not-verified';

export const sentReset = keptMail('todo:password-reset');
export const sentVerification = keptMail('todo:email-verification');

export const typedEmail = createStore(sentVerification.get()?.email ?? sentReset.get()?.email ?? '');

/** Said once, on the screen that follows. */
export const news = createStore<News | null>(null);

/** At a log-in: what was typed before it must not be shown to anybody else. */
export function forgetVisitor(): void {
  typedEmail.set('');
  sentReset.set(null);
  sentVerification.set(null);
  news.set(null);
}
