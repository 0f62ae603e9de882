// Sends a mail for a forgotten password, and then takes the code that is in it.
import { type SyntheticEvent } from 'react';
import { Link } from 'wouter';
import { FormMessage } from '../forms/form-message';
import { SubmitButton } from '../forms/submit-button';
import { useSubmission } from '../forms/use-submission';
import { Screen } from '../shell/screen';
import { useStore } from '../state/store';
import { sentReset, typedEmail } from './before-log-in';
import { CheckMail } from './check-mail';
import { EmailField } from './email-field';
import { GuestLayout } from './guest-layout';
import { sendMail } from './password-reset';

export default function ForgotPasswordPage() {
  const mail = useStore(sentReset);
  return (
    <GuestLayout>
      {mail === null ? (
        <Screen title="Forgot your password?">
          <AskForMail />
        </Screen>
      ) : (
        <Screen title="Check your mail">
          <CheckMail mail={mail} />
        </Screen>
      )}
    </GuestLayout>
  );
}

function AskForMail() {
  const email = useStore(typedEmail);
  const { form, problem, isBusy, secondsLeft, submit } = useSubmission({ email: 'Email' });

  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    const address = email.trim();
    const check = { email: address.includes('@') ? null : 'Email must be an address like name@example.com.' };
    void submit(check, () => sendMail(address));
  };

  return (
    <>
      <p className="guest-lead">
        Enter the email of your account. You get a mail with a link and a code for a new password.
      </p>
      <form ref={form} className="form" noValidate onSubmit={onSubmit}>
        <FormMessage kind="error">{problem.form}</FormMessage>
        <EmailField value={email} onChange={(value) => typedEmail.set(value)} error={problem.fields.email} />
        <SubmitButton label="Send mail" busyLabel="Sending mail…" isBusy={isBusy} secondsLeft={secondsLeft} />
      </form>
      <p className="guest-other">
        Remembered it? <Link href="/log-in">Back to log in</Link>
      </p>
    </>
  );
}
