// Logs in, and says why one has to.
import { useState, type SyntheticEvent } from 'react';
import type { SessionState } from 'todo-lambda-client';
import { Link, useLocation, useSearch } from 'wouter';
import { api } from '../api';
import { FormMessage } from '../forms/form-message';
import { SubmitButton } from '../forms/submit-button';
import { useSubmission } from '../forms/use-submission';
import { VERIFY_PATH } from '../mail/mail-link';
import { isProblem } from '../problems/messages';
import { Screen } from '../shell/screen';
import { useStore } from '../state/store';
import { forgetVisitor, news, typedEmail, type News } from './before-log-in';
import { EmailField } from './email-field';
import { askToVerify } from './email-verification';
import { GuestLayout } from './guest-layout';
import { PasswordField } from './password-field';

type SignedOutReason = Extract<SessionState, { status: 'signed-out' }>['reason'];

const REASONS: Record<SignedOutReason, string | null> = {
  none: null,
  'logged-out': 'You have logged out.',
  ended:
    'Your session has ended: it expired, the password or the email was changed, or it was ended on another device. ' +
    'Log in again. What you typed is still there.',
  deleted: 'Your account and all its tasks have been deleted.',
};

const NEWS: Record<News, string | null> = {
  'password-reset': 'Your password is changed. All devices were logged out. Log in with the new password.',
  'email-verified': 'Your email is verified. You can log in now.',
  'email-changed': 'Your email is changed. All devices were logged out. Log in with the new email.',
  'email-not-verified': null,
};

const LABELS = { username: 'Email', password: 'Password' };

export function LogInPage({ reason }: { reason: SignedOutReason }) {
  const search = useSearch();
  const email = useStore(typedEmail);
  const told = useStore(news);
  const [, navigate] = useLocation();
  const [password, setPassword] = useState('');
  const { form, problem, isBusy, secondsLeft, submit } = useSubmission(LABELS);

  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    const check = {
      username: email.trim() === '' ? 'Email must not be empty.' : null,
      password: password === '' ? 'Password must not be empty.' : null,
    };
    void submit(check, async () => {
      try {
        await api.logIn({ email: email.trim(), password });
        forgetVisitor();
      } catch (error) {
        if (!isProblem(error, '/problems/email-not-verified')) throw error;
        askToVerify(email.trim());
        navigate(VERIFY_PATH);
      }
    });
  };

  return (
    <GuestLayout>
      <Screen title="Log in">
        <FormMessage kind="info">{told === null ? REASONS[reason] : NEWS[told]}</FormMessage>
        <form ref={form} className="form" noValidate onSubmit={onSubmit}>
          <FormMessage kind="error">{problem.form}</FormMessage>
          <EmailField value={email} onChange={(value) => typedEmail.set(value)} error={problem.fields.username} />
          <PasswordField
            label="Password"
            value={password}
            onChange={setPassword}
            autoComplete="current-password"
            error={problem.fields.password}
          />
          <p className="form-aside">
            <Link href="/forgot-password">Forgot your password?</Link>
          </p>
          <SubmitButton label="Log in" busyLabel="Logging in…" isBusy={isBusy} secondsLeft={secondsLeft} />
        </form>
        <p className="guest-other">
          New here? <Link href={`/sign-up${search && `?${search}`}`}>Create an account</Link>
        </p>
      </Screen>
    </GuestLayout>
  );
}
