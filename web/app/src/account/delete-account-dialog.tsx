// Deletes the account after the password and a typed word, so that neither a slip nor a passer-by can do it.
import { useState, type SyntheticEvent } from 'react';
import { api } from '../api';
import { Field } from '../forms/field';
import { FormMessage } from '../forms/form-message';
import { SubmitButton } from '../forms/submit-button';
import { useSubmission } from '../forms/use-submission';
import { countLogout } from '../session/drafts';
import { PasswordField } from '../session/password-field';
import { Dialog } from '../shell/dialog';

const LABELS = { password: 'Password', confirmation: 'Confirmation' };
const WORD = 'delete';

export default function DeleteAccountDialog({ onClose }: { onClose: () => void }) {
  const [password, setPassword] = useState('');
  const [typed, setTyped] = useState('');
  const { form, problem, isBusy, secondsLeft, submit } = useSubmission(LABELS);

  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    const check = {
      password: password === '' ? 'Password must not be empty.' : null,
      confirmation: typed.trim().toLowerCase() === WORD ? null : `Confirmation must be the word “${WORD}”.`,
    };
    void submit(check, async () => {
      await api.account.delete({ password });
      countLogout();
    });
  };

  return (
    <Dialog title="Delete your account?" initialFocus="input" onClose={onClose}>
      <p>Your account, your tasks and your sessions on all devices are deleted for good.</p>
      <form ref={form} className="form" noValidate aria-label="Delete account" onSubmit={onSubmit}>
        <FormMessage kind="error">{problem.form}</FormMessage>
        <PasswordField
          label="Password"
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          error={problem.fields.password}
        />
        <Field label={`Type “${WORD}” to confirm`} error={problem.fields.confirmation}>
          {(control) => (
            <input
              {...control}
              className="input"
              type="text"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
        <div className="dialog-actions">
          <SubmitButton
            label="Delete my account"
            busyLabel="Deleting…"
            isBusy={isBusy}
            secondsLeft={secondsLeft}
            tone="danger-solid"
          />
          <button type="button" className="button" onClick={onClose}>
            Keep my account
          </button>
        </div>
      </form>
    </Dialog>
  );
}
