// Creates an account, and logs in with it unless its email must be verified first.
import { useState, type SyntheticEvent } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { api } from '../api';
import { FormMessage } from '../forms/form-message';
import { SubmitButton } from '../forms/submit-button';
import { useSubmission } from '../forms/use-submission';
import { VERIFY_PATH } from '../mail/mail-link';
import type { SentMail } from '../mail/sent-mail';
import { isProblem } from '../problems/messages';
import { Screen } from '../shell/screen';
import { useStore } from '../state/store';
import { forgetVisitor, sentVerification, typedEmail } from './before-log-in';
import { EmailField } from './email-field';
import { GuestLayout } from './guest-layout';
import { PasswordField } from './password-field';
import { newPasswordProblem } from './password-rules';

const LABELS = { email: 'Email', password: 'Password' };

/** Null if it has logged in. A sign-up whose answer was lost has made the account: then the same password logs in. */
async function signUp(email: string, password: string, isRepeated: boolean): Promise<SentMail | null> {
  try {
    const answer = await api.signUp({ email, password });
    if ('request_id' in answer) return { email, requestId: answer.request_id };
  } catch (error) {
    if (!isRepeated || !isProblem(error, '/problems/email-taken')) throw error;
    await api.logIn({ email, password }).catch(() => {
      throw error;
    });
    return null;
  }
  await api.logIn({ email, password });
  return null;
}

export function SignUpPage() {
  const search = useSearch();
  const [, navigate] = useLocation();
  const email = useStore(typedEmail);
  const [password, setPassword] = useState('');
  const [sent, setSent] = useState('');
  const { form, problem, isBusy, secondsLeft, submit } = useSubmission(LABELS);

  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    const address = email.trim();
    const check = {
      email: address.includes('@') ? null : 'Email must be an address like name@example.com.',
      password: newPasswordProblem(password, address, 'Password'),
    };
    void submit(check, async () => {
      const content = JSON.stringify([address, password]);
      setSent(content);
      const mail = await signUp(address, password, sent === content);
      if (mail === null) {
        forgetVisitor();
      } else {
        sentVerification.set(mail);
        navigate(VERIFY_PATH);
      }
    });
  };

  return (
    <GuestLayout>
      <Screen title="Create an account">
        <form ref={form} className="form" noValidate onSubmit={onSubmit}>
          <FormMessage kind="error">{problem.form}</FormMessage>
          <EmailField value={email} onChange={(value) => typedEmail.set(value)} error={problem.fields.email} />
          <PasswordField
            label="Password"
            value={password}
            onChange={setPassword}
            autoComplete="new-password"
            error={problem.fields.password}
            email={email}
          />
          <SubmitButton
            label="Create account"
            busyLabel="Creating account…"
            isBusy={isBusy}
            secondsLeft={secondsLeft}
          />
        </form>
        <p className="guest-other">
          Already have an account? <Link href={`/log-in${search && `?${search}`}`}>Log in</Link>
        </p>
      </Screen>
    </GuestLayout>
  );
}
