// What a person sees whose link the API refuses. The API does not say why.
import type { ReactNode } from 'react';
import { Screen } from '../shell/screen';

interface UsedLinkProps {
  /** What to do if the person has used it before. */
  hint: string;
  /** The way to a new mail. */
  action: ReactNode;
  other: ReactNode;
}

export function UsedLink({ hint, action, other }: UsedLinkProps) {
  return (
    <Screen title="This link no longer works">
      <p className="guest-lead">It was used, has expired, or a newer mail has replaced it. {hint}</p>
      {action}
      <p className="guest-other">{other}</p>
    </Screen>
  );
}
