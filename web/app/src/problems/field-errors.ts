// Puts the errors of a 422 beside their fields.
import { ApiError } from 'todo-lambda-client';
import { isProblem, messageFor } from './messages';

export interface FormProblem<Field extends string> {
  /** Shown beside a field. */
  fields: Partial<Record<Field, string>>;
  /** Shown above the form, for everything that belongs to no field. */
  form: string | null;
  /** Seconds until a further attempt makes sense. */
  retryAfter: number | null;
}

export const NO_PROBLEM = { fields: {}, form: null, retryAfter: null };

/** `labels` names each field as the person sees it, so that a message makes sense when it is read on its own. */
export function formProblem<Field extends string>(error: unknown, labels: Record<Field, string>): FormProblem<Field> {
  const retryAfter = error instanceof ApiError ? error.retryAfter : null;
  const fields: Partial<Record<Field, string>> = {};
  if (isProblem(error, '/problems/invalid-input')) {
    for (const { loc, msg } of error.errors) {
      const field = loc.at(-1) ?? '';
      if (Object.hasOwn(labels, field)) fields[field as Field] = `${labels[field as Field]} ${msg}.`;
    }
  }
  return { fields, form: Object.keys(fields).length > 0 ? null : messageFor(error), retryAfter };
}
