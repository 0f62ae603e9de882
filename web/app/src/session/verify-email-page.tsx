// Verifies an email: by the link in a mail, by its code, or by a new mail.
import { type SyntheticEvent } from 'react';
import { Link, Redirect, useLocation } from 'wouter';
import { FormMessage } from '../forms/form-message';
import { SubmitButton } from '../forms/submit-button';
import { useSubmission } from '../forms/use-submission';
import { CodeForm } from '../mail/code-form';
import { ConfirmLink } from '../mail/confirm-link';
import { mailLink, useMailLink, VERIFY_PATH, type MailLink } from '../mail/mail-link';
import { SendAgain } from '../mail/send-again';
import type { SentMail } from '../mail/sent-mail';
import { UsedLink } from '../mail/used-link';
import { Screen } from '../shell/screen';
import { useStore } from '../state/store';
import { news, sentVerification, typedEmail } from './before-log-in';
import { useCurrent } from './current';
import { EmailField } from './email-field';
import { confirmVerification, sendVerification } from './email-verification';
import { GuestLayout } from './guest-layout';
import { GuestSkeleton } from './guest-skeleton';

export default function VerifyEmailPage() {
  const link = useMailLink(VERIFY_PATH);
  const mail = useStore(sentVerification);
  const current = useCurrent();
  if (link !== null) {
    return (
      <GuestLayout>
        <ByLink link={link} key={link.token} />
      </GuestLayout>
    );
  }
  // The account page offers the same to those who are logged in.
  if (current.status === 'signed-in') return <Redirect to="/account" replace />;
  if (current.status === 'loading') return <GuestSkeleton current={current} />;
  return <GuestLayout>{mail === null ? <AskForMail /> : <CheckMail mail={mail} />}</GuestLayout>;
}

const LOG_IN = <Link href="/log-in">Back to log in</Link>;

function ByLink({ link }: { link: MailLink }) {
  const [, navigate] = useLocation();

  const forget = () => {
    sentVerification.set(null);
    mailLink.set(null);
  };

  const confirm = async () => {
    const known = sentVerification.get();
    await confirmVerification({ request_id: link.requestId, token: link.token });
    if (known?.requestId === link.requestId) typedEmail.set(known.email);
    navigate('/log-in');
    forget();
  };

  return (
    <ConfirmLink
      title="Verify your email"
      lead="The button confirms that this email is yours. If you have not signed up here, close this page instead."
      label="Verify email"
      busyLabel="Verifying…"
      confirm={confirm}
      refused={
        <UsedLink
          hint="If you have verified your email already, log in."
          action={
            <button type="button" className="button button-primary" onClick={forget}>
              Get a new mail
            </button>
          }
          other={LOG_IN}
        />
      }
      other={LOG_IN}
    />
  );
}

function CheckMail({ mail }: { mail: SentMail }) {
  const [, navigate] = useLocation();

  const confirm = async (code: string) => {
    await confirmVerification({ request_id: mail.requestId, code });
    typedEmail.set(mail.email);
    navigate('/log-in');
    sentVerification.set(null);
  };

  return (
    <Screen title="Check your mail">
      <p className="guest-lead">
        A mail is on its way to <strong>{mail.email}</strong>. Open its link, or enter its code here. Both work for 24
        hours. An email that is verified already gets no code: log in with it.
      </p>
      <CodeForm label="Verify email" busyLabel="Verifying…" confirm={confirm} />
      <SendAgain send={() => sendVerification(mail.email)} key={mail.email} />
      <p className="guest-other guest-links">
        <Link href="/sign-up" onClick={() => sentVerification.set(null)}>
          Use a different email
        </Link>
        {LOG_IN}
      </p>
    </Screen>
  );
}

function AskForMail() {
  const email = useStore(typedEmail);
  const isRefused = useStore(news) === 'email-not-verified';
  const { form, problem, isBusy, secondsLeft, submit } = useSubmission({ email: 'Email' });

  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    const address = email.trim();
    const check = { email: address.includes('@') ? null : 'Email must be an address like name@example.com.' };
    void submit(check, () => sendVerification(address));
  };

  return (
    <Screen title="Verify your email">
      <p className="guest-lead">
        {isRefused
          ? 'Before you can log in, your email must be verified. Open the link in the mail that you got, or send a new one.'
          : 'Enter the email of your account. You get a mail with a link and a code.'}
      </p>
      <form ref={form} className="form" noValidate onSubmit={onSubmit}>
        <FormMessage kind="error">{problem.form}</FormMessage>
        <EmailField value={email} onChange={(value) => typedEmail.set(value)} error={problem.fields.email} />
        <SubmitButton label="Send mail" busyLabel="Sending mail…" isBusy={isBusy} secondsLeft={secondsLeft} />
      </form>
      <p className="guest-other">{LOG_IN}</p>
    </Screen>
  );
}
