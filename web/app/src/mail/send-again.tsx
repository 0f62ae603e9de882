// Sends a mail once more. Mails take a while, so it waits first.
import { useEffect, useState, type SyntheticEvent } from 'react';
import { FormMessage } from '../forms/form-message';
import { SubmitButton } from '../forms/submit-button';
import { useSubmission } from '../forms/use-submission';
import { useWait } from '../problems/use-wait';

const PAUSE_SECONDS = 30;

export function SendAgain({ send }: { send: () => Promise<void> }) {
  const [isSent, setSent] = useState(false);
  const { secondsLeft: pause, wait } = useWait();
  const { form, problem, isBusy, secondsLeft, submit } = useSubmission({});
  const waiting = Math.max(pause, secondsLeft);

  useEffect(() => wait(PAUSE_SECONDS), [wait]);

  const onSubmit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (waiting > 0) return;
    setSent(false);
    if (!(await submit({}, send))) return;
    setSent(true);
    wait(PAUSE_SECONDS);
  };

  return (
    <form ref={form} className="send-again" noValidate onSubmit={(event) => void onSubmit(event)}>
      <p className="guest-other">No mail? Look in the spam folder too.</p>
      <SubmitButton label="Send again" busyLabel="Sending…" isBusy={isBusy} secondsLeft={waiting} tone="secondary" />
      <FormMessage kind="error">{problem.form}</FormMessage>
      <FormMessage kind="info">{isSent && 'Sent again. Only the newest mail works.'}</FormMessage>
    </form>
  );
}
