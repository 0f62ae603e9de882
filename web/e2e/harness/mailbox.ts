// The mailbox of the development server: the mails that a person has got, and the link and the code in them.
import { setTimeout as pause } from 'node:timers/promises';

interface Mail {
  to: string[];
  subject: string;
  text: string;
  attachments?: { name: string }[];
}

export interface MailSecrets {
  /** Below the page's own address, with what is behind the `#`. */
  link: string;
  code: string;
}

export async function mailsTo(origin: string, email: string): Promise<Mail[]> {
  const answer = await fetch(`${origin}/mailbox.json`);
  const mails = (await answer.json()) as Mail[];
  return mails.filter(({ to }) => to.includes(email));
}

/** Waits until there are so many mails with this subject, and returns the newest. */
export async function mailAbout(origin: string, email: string, subject: RegExp, count = 1): Promise<Mail> {
  for (;;) {
    const mails = (await mailsTo(origin, email)).filter((mail) => subject.test(mail.subject));
    const [newest] = mails;
    if (newest !== undefined && mails.length >= count) return newest;
    await pause(50);
  }
}

type SecretsOf = (origin: string, email: string, count?: number) => Promise<MailSecrets>;

const secretsAbout =
  (subject: RegExp): SecretsOf =>
  async (origin, email, count) =>
    secretsIn((await mailAbout(origin, email, subject, count)).text);

export const resetMail = secretsAbout(/^Reset your/);
export const verificationMail = secretsAbout(/^Verify your email/);
export const changeMail = secretsAbout(/^Confirm your new email/);

function secretsIn(text: string): MailSecrets {
  const link = /https?:\/\/\S+#\S+/.exec(text)?.[0];
  const code = /\b\d{6}\b/.exec(text.replace(link ?? '', ''))?.[0];
  if (link === undefined || code === undefined) throw new Error('the mail has no link or no code');
  const { pathname, hash } = new URL(link);
  return { link: pathname + hash, code };
}
