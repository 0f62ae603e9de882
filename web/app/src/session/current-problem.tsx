// Says why it takes so long to find out who is logged in. The client keeps trying.
import { messageFor } from '../problems/messages';
import { FormMessage } from '../forms/form-message';
import type { Current } from './current';

export function CurrentProblem({ current }: { current: Extract<Current, { status: 'loading' }> }) {
  return (
    <FormMessage kind="error">{current.error && `${messageFor(current.error)} This page keeps trying.`}</FormMessage>
  );
}
