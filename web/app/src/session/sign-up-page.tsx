// Creates an account and logs in with it.
import { useState, type SyntheticEvent } from 'react';
import { Link, useSearch } from 'wouter';
import { api } from '../api';
import { FormMessage } from '../forms/form-message';
import { SubmitButton } from '../forms/submit-button';
import { useSubmission } from '../forms/use-submission';
import { isProblem } from '../problems/messages';
import { Screen } from '../shell/screen';
import { EmailField } from './email-field';
import { GuestLayout } from './guest-layout';
import { PasswordField } from './password-field';
import { newPasswordProblem } from './password-rules';

const LABELS = { email: 'Email', password: 'Password' };

/** A sign-up whose answer was lost has made the account: then the same password logs in. */
async function signUp(email: string, password: string, isRepeated: boolean): Promise<void> {
  try {
    await api.signUp({ email, password });
  } catch (error) {
    if (!isRepeated || !isProblem(error, '/problems/email-taken')) throw error;
    await api.logIn({ email, password }).catch(() => {
      throw error;
    });
    return;
  }
  await api.logIn({ email, password });
}

export function SignUpPage() {
  const search = useSearch();
  const [email, setEmail] = useState('');
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
    void submit(check, () => {
      const content = JSON.stringify([address, password]);
      setSent(content);
      return signUp(address, password, sent === content);
    });
  };

  return (
    <GuestLayout>
      <Screen title="Create an account">
        <form ref={form} className="form" noValidate onSubmit={onSubmit}>
          <FormMessage kind="error">{problem.form}</FormMessage>
          <EmailField value={email} onChange={setEmail} error={problem.fields.email} />
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
