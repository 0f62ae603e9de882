// The mailbox of the development server: the mails that a person has got, and the link and the code in them.
import { setTimeout as pause } from 'node:timers/promises';

interface Mail {
  to: string[];
  subject: string;
  text: string;
}

export interface ResetMail {
  /** Below the page's own address, with what is behind the `#`. */
  link: string;
  code: string;
}

export async function mailsTo(origin: string, email: string): Promise<Mail[]> {
  const answer = await fetch(`${origin}/mailbox.json`);
  const mails = (await answer.json()) as Mail[];
  return mails.filter(({ to }) => to.includes(email));
}

/** Waits until there are so many mails, and returns the newest. */
export async function resetMail(origin: string, email: string, count = 1): Promise<ResetMail> {
  for (;;) {
    const mails = (await mailsTo(origin, email)).filter(({ subject }) => subject.startsWith('Reset your'));
    const text = mails.length >= count ? mails[0]?.text : undefined;
    if (text !== undefined) return secretsIn(text);
    await pause(50);
  }
}

function secretsIn(text: string): ResetMail {
  const link = /https?:\/\/\S+#\S+/.exec(text)?.[0];
  const code = /\b\d{6}\b/.exec(text.replace(link ?? '', ''))?.[0];
  if (link === undefined || code === undefined) throw new Error('the mail has no link or no code');
  const { pathname, hash } = new URL(link);
  return { link: pathname + hash, code };
}
