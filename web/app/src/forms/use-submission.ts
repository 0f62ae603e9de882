// Sends a form once at a time, and keeps what went wrong: beside a field, above the form, or as a time to wait.
import { useEffect, useRef, useState, type RefObject } from 'react';
import { formProblem, NO_PROBLEM, type FormProblem } from '../problems/field-errors';
import { useWait } from '../problems/use-wait';
import { announce } from '../shell/announcer';

export type FieldProblems<Field extends string> = Partial<Record<Field, string | null>>;

interface Submission<Field extends string> {
  form: RefObject<HTMLFormElement | null>;
  problem: FormProblem<Field>;
  isBusy: boolean;
  secondsLeft: number;
  /** Sends unless `check` finds a problem. True if it was sent and accepted. */
  submit: (check: FieldProblems<Field>, send: () => Promise<void>) => Promise<boolean>;
}

export function useSubmission<Field extends string>(labels: Record<Field, string>): Submission<Field> {
  const form = useRef<HTMLFormElement>(null);
  const [problem, setProblem] = useState<FormProblem<Field>>(NO_PROBLEM);
  const [isBusy, setBusy] = useState(false);
  const { secondsLeft, wait } = useWait();
  const isWaiting = secondsLeft > 0;

  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problem]);

  const wasWaiting = useRef(false);
  useEffect(() => {
    if (wasWaiting.current && !isWaiting) {
      setProblem(NO_PROBLEM);
      announce('You can try again now.');
    }
    wasWaiting.current = isWaiting;
  }, [isWaiting]);

  const submit = async (check: FieldProblems<Field>, send: () => Promise<void>): Promise<boolean> => {
    if (isBusy || isWaiting) return false;
    const fields = Object.fromEntries(Object.entries(check).filter(([, text]) => text !== null));
    if (Object.keys(fields).length > 0) {
      setProblem({ ...NO_PROBLEM, fields: fields as FormProblem<Field>['fields'] });
      return false;
    }
    setBusy(true);
    setProblem(NO_PROBLEM);
    try {
      await send();
      return true;
    } catch (error) {
      const found = formProblem(error, labels);
      setProblem(found);
      wait(found.retryAfter);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { form, problem, isBusy, secondsLeft, submit };
}
