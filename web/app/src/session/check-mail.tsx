// The code of the mail and the new password beside it. It says the same whether or not the email has an account.
import { useState, type SyntheticEvent } from 'react';
import { Link, useLocation } from 'wouter';
import { api } from '../api';
import { FormMessage } from '../forms/form-message';
import { SubmitButton } from '../forms/submit-button';
import { useSubmission } from '../forms/use-submission';
import { codeProblem, digitsOf } from '../mail/code';
import { CodeField } from '../mail/code-field';
import { SendAgain } from '../mail/send-again';
import type { SentMail } from '../mail/sent-mail';
import { isProblem } from '../problems/messages';
import { sentReset } from './before-log-in';
import { finishReset, sendMail } from './password-reset';
import { PasswordField } from './password-field';
import { newPasswordProblem } from './password-rules';

const LABELS = { code: 'Code', new_password: 'New password' };

interface Typed {
  code: string;
  password: string;
}

/** A reset whose answer was lost has used up the code: then the new password logs in. */
async function reset({ email, requestId }: SentMail, { code, password }: Typed, isRepeated: boolean): Promise<void> {
  try {
    await api.account.resetPassword({ request_id: requestId, code, new_password: password });
  } catch (error) {
    if (!isRepeated || !isProblem(error, '/problems/invalid-mail-token')) throw error;
    await api.logIn({ email, password }).catch(() => {
      throw error;
    });
  }
  await finishReset();
}

export function CheckMail({ mail }: { mail: SentMail }) {
  const [, navigate] = useLocation();
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const [sent, setSent] = useState('');
  const { form, problem, isBusy, secondsLeft, submit } = useSubmission(LABELS);

  const onSubmit = async (event: SyntheticEvent) => {
    event.preventDefault();
    const typed = { code: digitsOf(code), password };
    const check = {
      code: codeProblem(code),
      new_password: newPasswordProblem(password, mail.email, 'New password'),
    };
    const isAccepted = await submit(check, () => {
      const content = JSON.stringify([mail.requestId, typed]);
      setSent(content);
      return reset(mail, typed, sent === content);
    });
    if (isAccepted) navigate('/log-in');
  };

  return (
    <>
      <p className="guest-lead">
        If <strong>{mail.email}</strong> has an account, a mail is on its way. Open its link, or enter its code here.
        Both work for 10 minutes.
      </p>
      <form ref={form} className="form" noValidate onSubmit={(event) => void onSubmit(event)}>
        <FormMessage kind="error">{problem.form}</FormMessage>
        <input type="email" name="username" autoComplete="username" value={mail.email} readOnly hidden />
        <CodeField value={code} onChange={setCode} error={problem.fields.code} />
        <PasswordField
          label="New password"
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          error={problem.fields.new_password}
          email={mail.email}
        />
        <SubmitButton label="Set new password" busyLabel="Setting it…" isBusy={isBusy} secondsLeft={secondsLeft} />
      </form>
      <SendAgain send={() => sendMail(mail.email)} key={mail.email} />
      <p className="guest-other guest-links">
        <button type="button" className="link-button" onClick={() => sentReset.set(null)}>
          Use a different email
        </button>
        <Link href="/log-in">Back to log in</Link>
      </p>
    </>
  );
}
