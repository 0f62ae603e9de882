// Asks whoever opened the link in a mail to press a button. Only the button sends: programs open links, too.
import { useState, type ReactNode, type SyntheticEvent } from 'react';
import { FormMessage } from '../forms/form-message';
import { SubmitButton } from '../forms/submit-button';
import { useSubmission } from '../forms/use-submission';
import { isProblem } from '../problems/messages';
import { Screen } from '../shell/screen';

interface ConfirmLinkProps {
  title: string;
  lead: ReactNode;
  label: string;
  busyLabel: string;
  confirm: () => Promise<void>;
  /** Shown instead once the API has refused the link. */
  refused: ReactNode;
  /** Where else one can go. */
  other: ReactNode;
}

export function ConfirmLink({ title, lead, label, busyLabel, confirm, refused, other }: ConfirmLinkProps) {
  const [isRefused, setRefused] = useState(false);
  const { form, problem, isBusy, secondsLeft, submit } = useSubmission({});

  const send = async () => {
    try {
      await confirm();
    } catch (error) {
      if (!isProblem(error, '/problems/invalid-mail-token')) throw error;
      setRefused(true);
    }
  };

  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    void submit({}, send);
  };

  if (isRefused) return refused;
  return (
    <Screen title={title}>
      <p className="guest-lead">{lead}</p>
      <form ref={form} className="form" noValidate aria-label={title} onSubmit={onSubmit}>
        <FormMessage kind="error">{problem.form}</FormMessage>
        <SubmitButton label={label} busyLabel={busyLabel} isBusy={isBusy} secondsLeft={secondsLeft} />
      </form>
      <p className="guest-other">{other}</p>
    </Screen>
  );
}
