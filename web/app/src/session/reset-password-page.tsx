// Asks whoever opened the link in the mail for a new password. Only the button sends: programs open links, too.
import { useState, type SyntheticEvent } from 'react';
import { Link, Redirect, useLocation } from 'wouter';
import { api } from '../api';
import { FormMessage } from '../forms/form-message';
import { SubmitButton } from '../forms/submit-button';
import { useSubmission } from '../forms/use-submission';
import { mailLink, RESET_PATH, useMailLink, type MailLink } from '../mail/mail-link';
import { UsedLink } from '../mail/used-link';
import { isProblem } from '../problems/messages';
import { Screen } from '../shell/screen';
import { sentReset } from './before-log-in';
import { GuestLayout } from './guest-layout';
import { PasswordField } from './password-field';
import { finishReset } from './password-reset';
import { newPasswordProblem } from './password-rules';

export default function ResetPasswordPage() {
  const link = useMailLink(RESET_PATH);
  if (link === null) return <Redirect to="/forgot-password" replace />;
  return (
    <GuestLayout>
      <NewPassword link={link} key={link.token} />
    </GuestLayout>
  );
}

function NewPassword({ link }: { link: MailLink }) {
  const [, navigate] = useLocation();
  const [password, setPassword] = useState('');
  const [isRefused, setRefused] = useState(false);
  const { form, problem, isBusy, secondsLeft, submit } = useSubmission({ new_password: 'New password' });

  const send = async () => {
    try {
      await api.account.resetPassword({ request_id: link.requestId, token: link.token, new_password: password });
      await finishReset();
      navigate('/log-in');
      mailLink.set(null);
    } catch (error) {
      if (!isProblem(error, '/problems/invalid-mail-token')) throw error;
      setRefused(true);
    }
  };

  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    // The link does not say whose account it is: the API checks the email.
    void submit({ new_password: newPasswordProblem(password, '', 'New password') }, send);
  };

  if (isRefused) return <Refused />;
  return (
    <Screen title="Set a new password">
      <p className="guest-lead">All devices are logged out when you set it. Then you log in with the new password.</p>
      <form ref={form} className="form" noValidate onSubmit={onSubmit}>
        <FormMessage kind="error">{problem.form}</FormMessage>
        <PasswordField
          label="New password"
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          error={problem.fields.new_password}
          email=""
        />
        <SubmitButton label="Set new password" busyLabel="Setting it…" isBusy={isBusy} secondsLeft={secondsLeft} />
      </form>
      <p className="guest-other">
        <Link href="/log-in">Back to log in</Link>
      </p>
    </Screen>
  );
}

function Refused() {
  return (
    <UsedLink
      hint="If you have just set a new password with it, log in with that one."
      action={
        <Link href="/forgot-password" className="button button-primary" onClick={() => sentReset.set(null)}>
          Get a new mail
        </Link>
      }
      other={<Link href="/log-in">Back to log in</Link>}
    />
  );
}
