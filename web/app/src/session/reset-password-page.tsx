// Asks whoever opened the link in the mail for a new password. Only the button sends: programs open links, too.
import { useState, type SyntheticEvent } from 'react';
import { Link, Redirect, useLocation } from 'wouter';
import { api } from '../api';
import { FormMessage } from '../forms/form-message';
import { SubmitButton } from '../forms/submit-button';
import { useSubmission } from '../forms/use-submission';
import { isProblem } from '../problems/messages';
import { Screen } from '../shell/screen';
import { useStore } from '../state/store';
import { GuestLayout } from './guest-layout';
import { PasswordField } from './password-field';
import { finishReset, sentMail } from './password-reset';
import { newPasswordProblem } from './password-rules';
import { resetLink, type ResetLink } from './reset-link';

export default function ResetPasswordPage() {
  const link = useStore(resetLink);
  if (link === null) return <Redirect to="/forgot-password" replace />;
  return (
    <GuestLayout>
      <NewPassword link={link} key={link.token} />
    </GuestLayout>
  );
}

function NewPassword({ link }: { link: ResetLink }) {
  const [, navigate] = useLocation();
  const [password, setPassword] = useState('');
  const [isRefused, setRefused] = useState(false);
  const { form, problem, isBusy, secondsLeft, submit } = useSubmission({ new_password: 'New password' });

  const send = async () => {
    try {
      await api.account.resetPassword({ request_id: link.requestId, token: link.token, new_password: password });
      await finishReset();
      navigate('/log-in');
      resetLink.set(null);
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

  if (isRefused) return <UsedLink />;
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

function UsedLink() {
  return (
    <Screen title="This link no longer works">
      <p className="guest-lead">
        It was used, has expired, or a newer mail has replaced it. If you have just set a new password with it, log in
        with that one.
      </p>
      <Link href="/forgot-password" className="button button-primary" onClick={() => sentMail.set(null)}>
        Get a new mail
      </Link>
      <p className="guest-other">
        <Link href="/log-in">Back to log in</Link>
      </p>
    </Screen>
  );
}
