// Asks for the new email and the password. The new email outlives a reload, the password does not.
import { useEffect, useState, type SyntheticEvent } from 'react';
import { mails } from '../api';
import { FormMessage } from '../forms/form-message';
import { SubmitButton } from '../forms/submit-button';
import { useSubmission } from '../forms/use-submission';
import type { SentMail } from '../mail/sent-mail';
import { EmailField } from '../session/email-field';
import { PasswordField } from '../session/password-field';
import { announce } from '../shell/announcer';
import { useMailDrafts } from './mail-drafts';

const LABELS = { new_email: 'New email', current_password: 'Current password' };

function newEmailProblem(address: string, email: string): string | null {
  if (!address.includes('@')) return 'New email must be an address like name@example.com.';
  return address === email ? 'New email must be a different one.' : null;
}

interface ChangeEmailFormProps {
  email: string;
  /** Not after a reload. */
  takesFocus: boolean;
  onSent: (mail: SentMail) => void;
  onCancel: () => void;
}

export function ChangeEmailForm({ email, takesFocus, onSent, onCancel }: ChangeEmailFormProps) {
  const [{ newEmail }, keep] = useMailDrafts();
  const [password, setPassword] = useState('');
  const { form, problem, isBusy, secondsLeft, submit } = useSubmission(LABELS);

  useEffect(() => {
    if (takesFocus) form.current?.querySelector<HTMLElement>('[name=email]')?.focus();
  }, [form, takesFocus]);

  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    const address = newEmail.trim();
    const check = {
      new_email: newEmailProblem(address, email),
      current_password: password === '' ? 'Current password must not be empty.' : null,
    };
    void submit(check, async () => {
      const { request_id } = await mails.requestEmailChange({ current_password: password, new_email: address });
      onSent({ email: address, requestId: request_id });
      announce(`A mail is on its way to ${address}.`);
    });
  };

  return (
    <form ref={form} className="form" noValidate aria-label="Change email" onSubmit={onSubmit}>
      <FormMessage kind="error">{problem.form}</FormMessage>
      <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
      <EmailField
        label="New email"
        kind="email"
        value={newEmail}
        onChange={(value) => keep({ newEmail: value })}
        error={problem.fields.new_email}
      />
      <PasswordField
        label="Current password"
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        error={problem.fields.current_password}
      />
      <div className="button-row">
        <SubmitButton label="Send mail" busyLabel="Sending…" isBusy={isBusy} secondsLeft={secondsLeft} />
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
