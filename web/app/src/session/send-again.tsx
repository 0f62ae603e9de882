// Sends the mail once more. Mails take a while, so it waits first.
import { useEffect, useState, type SyntheticEvent } from 'react';
import { countdown } from '../dates/day-names';
import { FormMessage } from '../forms/form-message';
import { useSubmission } from '../forms/use-submission';
import { useWait } from '../problems/use-wait';
import { sendMail } from './password-reset';

const PAUSE_SECONDS = 30;

export function SendAgain({ email }: { email: string }) {
  const [isSent, setSent] = useState(false);
  const { secondsLeft: pause, wait } = useWait();
  const { form, problem, isBusy, secondsLeft, submit } = useSubmission({});
  const waiting = Math.max(pause, secondsLeft);

  useEffect(() => wait(PAUSE_SECONDS), [wait]);

  const onSubmit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (waiting > 0) return;
    setSent(false);
    if (!(await submit({}, () => sendMail(email)))) return;
    setSent(true);
    wait(PAUSE_SECONDS);
  };

  return (
    <form ref={form} className="send-again" noValidate onSubmit={(event) => void onSubmit(event)}>
      <p className="guest-other">No mail? Look in the spam folder too.</p>
      <button type="submit" className="button" aria-disabled={isBusy || waiting > 0}>
        {isBusy ? 'Sending…' : 'Send again'}
        {waiting > 0 && (
          <span className="countdown" aria-hidden="true">
            {countdown(waiting)}
          </span>
        )}
      </button>
      <FormMessage kind="error">{problem.form}</FormMessage>
      <FormMessage kind="info">{isSent && 'Sent again. Only the newest mail works.'}</FormMessage>
    </form>
  );
}
