// Verifies the account's email by a new mail. The link in the first one works, too.
import { useState, type SyntheticEvent } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { User } from 'todo-lambda-client';
import { FormMessage } from '../forms/form-message';
import { SubmitButton } from '../forms/submit-button';
import { useSubmission } from '../forms/use-submission';
import { CodeForm } from '../mail/code-form';
import { SendAgain } from '../mail/send-again';
import { isProblem } from '../problems/messages';
import { confirmVerification, requestVerification } from '../session/email-verification';
import { announce } from '../shell/announcer';
import { ACCOUNT_KEY, accountQuery } from './account-query';
import { useMailDrafts } from './mail-drafts';

interface VerifyEmailProps {
  email: string;
  onVerified: () => void;
}

export function VerifyEmail({ email, onVerified }: VerifyEmailProps) {
  const queries = useQueryClient();
  const [{ verification }, keep] = useMailDrafts();
  const [isJustSent, setJustSent] = useState(false);
  const mail = verification?.email === email ? verification : null;

  const send = async () => {
    keep({ verification: await requestVerification(email) });
    setJustSent(true);
    announce(`A mail is on its way to ${email}.`);
  };

  const confirm = async (requestId: string, code: string, isRepeated: boolean) => {
    try {
      await confirmVerification({ request_id: requestId, code });
    } catch (error) {
      // The answer to the first attempt may have been lost.
      if (!isRepeated || !isProblem(error, '/problems/invalid-mail-token')) throw error;
      const user = await queries.query({ ...accountQuery, staleTime: 0 });
      if (!user.email_verified) throw error;
    }
    queries.setQueryData<User>(ACCOUNT_KEY, (user) => user && { ...user, email_verified: true });
    keep({ verification: null });
    onVerified();
  };

  if (mail === null) return <FirstMail send={send} />;
  return (
    <>
      <p>
        A mail is on its way to <strong>{email}</strong>. Open its link, or enter its code here. Both work for 24 hours.
      </p>
      <CodeForm
        label="Verify email"
        busyLabel="Verifying…"
        takesFocus={isJustSent}
        confirm={(code, isRepeated) => confirm(mail.requestId, code, isRepeated)}
      />
      <SendAgain send={send} />
    </>
  );
}

function FirstMail({ send }: { send: () => Promise<void> }) {
  const { form, problem, isBusy, secondsLeft, submit } = useSubmission({});
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    void submit({}, send);
  };
  return (
    <form ref={form} className="panel-row" noValidate aria-label="Verify email" onSubmit={onSubmit}>
      <p>Your email is not verified yet. Open the link in the mail that you got, or send a new mail with a code.</p>
      <SubmitButton label="Send mail" busyLabel="Sending…" isBusy={isBusy} secondsLeft={secondsLeft} tone="secondary" />
      <FormMessage kind="error">{problem.form}</FormMessage>
    </form>
  );
}
