// Takes the code in a mail. An answer may be lost after the code was used, so a repetition is marked as one.
import { useEffect, useState, type SyntheticEvent } from 'react';
import { FormMessage } from '../forms/form-message';
import { SubmitButton } from '../forms/submit-button';
import { useSubmission } from '../forms/use-submission';
import { codeProblem, digitsOf } from './code';
import { CodeField } from './code-field';

interface CodeFormProps {
  /** What the form does, for screen readers and on the button. */
  label: string;
  busyLabel: string;
  /** True right after the mail was ordered, when the button that did it has gone away. */
  takesFocus?: boolean;
  confirm: (code: string, isRepeated: boolean) => Promise<void>;
}

export function CodeForm({ label, busyLabel, takesFocus = false, confirm }: CodeFormProps) {
  const [code, setCode] = useState('');
  const [sent, setSent] = useState('');
  const { form, problem, isBusy, secondsLeft, submit } = useSubmission({ code: 'Code' });

  useEffect(() => {
    if (takesFocus) form.current?.querySelector('input')?.focus();
  }, [form, takesFocus]);

  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    const digits = digitsOf(code);
    void submit({ code: codeProblem(code) }, () => {
      setSent(digits);
      return confirm(digits, sent === digits);
    });
  };

  return (
    <form ref={form} className="form" noValidate aria-label={label} onSubmit={onSubmit}>
      <FormMessage kind="error">{problem.form}</FormMessage>
      <CodeField value={code} onChange={setCode} error={problem.fields.code} />
      <SubmitButton label={label} busyLabel={busyLabel} isBusy={isBusy} secondsLeft={secondsLeft} />
    </form>
  );
}
