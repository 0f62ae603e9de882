// Changes the password. All other sessions end with it.
import { useState, type SyntheticEvent } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../api';
import { FormMessage } from '../forms/form-message';
import { SubmitButton } from '../forms/submit-button';
import { useSubmission } from '../forms/use-submission';
import { PasswordField } from '../session/password-field';
import { newPasswordProblem } from '../session/password-rules';
import { SESSIONS_KEY } from './sessions-query';

const LABELS = { current_password: 'Current password', new_password: 'New password' };

export function ChangePassword({ email }: { email: string }) {
  const queries = useQueryClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [isChanged, setChanged] = useState(false);
  const { form, problem, isBusy, secondsLeft, submit } = useSubmission(LABELS);

  const onSubmit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setChanged(false);
    const check = {
      current_password: current === '' ? 'Current password must not be empty.' : null,
      new_password: newPasswordProblem(next, email, 'New password'),
    };
    const isAccepted = await submit(check, () =>
      api.account.changePassword({ current_password: current, new_password: next }),
    );
    if (!isAccepted) return;
    setCurrent('');
    setNext('');
    setChanged(true);
    void queries.invalidateQueries({ queryKey: SESSIONS_KEY });
  };

  return (
    <form
      ref={form}
      className="form"
      noValidate
      aria-label="Change password"
      onSubmit={(event) => void onSubmit(event)}
    >
      <FormMessage kind="info">
        {isChanged && 'Your password is changed. All other devices were logged out.'}
      </FormMessage>
      <FormMessage kind="error">{problem.form}</FormMessage>
      <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
      <PasswordField
        label="Current password"
        value={current}
        onChange={setCurrent}
        autoComplete="current-password"
        error={problem.fields.current_password}
      />
      <PasswordField
        label="New password"
        value={next}
        onChange={setNext}
        autoComplete="new-password"
        error={problem.fields.new_password}
        email={email}
      />
      <SubmitButton label="Change password" busyLabel="Changing password…" isBusy={isBusy} secondsLeft={secondsLeft} />
    </form>
  );
}
